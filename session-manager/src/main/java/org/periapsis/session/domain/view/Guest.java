package org.periapsis.session.domain.view;

import org.periapsis.events.Owner;

/**
 * Somebody whom a session's owner has let in.
 *
 * @param since milliseconds since the epoch
 * @param bySubject who let them in
 */
public record Guest(String issuer, String subject, long since, String bySubject) {
    static Guest of(Owner person, Owner by, long since) {
        return new Guest(person.getIssuer(), person.getSubject(), since, by.getSubject());
    }

    public boolean is(String otherIssuer, String otherSubject) {
        return issuer.equals(otherIssuer) && subject.equals(otherSubject);
    }

    /** @return how the view's rows name them; a name has no line end */
    public static String key(String issuer, String subject) {
        return issuer + '\n' + subject;
    }
}
