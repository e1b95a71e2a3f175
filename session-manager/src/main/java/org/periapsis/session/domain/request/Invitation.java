package org.periapsis.session.domain.request;

import java.util.regex.Pattern;
import org.periapsis.events.Owner;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Party;

/** Who may let whom into a session. People are known by one issuer: who is let in is of the owner's own. */
public final class Invitation {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@|:+-]{0,127}");

    private Invitation() {}

    /** @return whom to let in; an operator lets nobody in, least of all themselves */
    public static Owner of(Requester who, String subject, EntityView session) {
        Party owner = session.party();
        if (!who.is(owner.issuer(), owner.subject())) {
            throw forbidden("Only its owner lets people into a session", owner);
        }
        Owner person = person(subject, session);
        if (person.getSubject().equals(owner.subject())) {
            throw RequestRefused.invalid("subject", "The session is your own", "Name somebody else");
        }
        boolean known = session.people().stream().anyMatch(each -> each.is(person.getIssuer(), person.getSubject()));
        if (!known && session.people().size() >= EntityView.MOST_PEOPLE) {
            throw full();
        }
        return person;
    }

    /** @return what is said to whom the log has let somebody in before, when there was room for one */
    public static RequestRefused full() {
        return RequestRefused.conflict(
                "At most " + EntityView.MOST_PEOPLE + " people are in a session", "Put somebody out first");
    }

    /** @return whom to put out */
    public static Owner revoked(Requester who, String subject, EntityView session) {
        Party owner = session.party();
        Owner person = person(subject, session);
        boolean may = who.operator()
                || who.is(owner.issuer(), owner.subject())
                || who.is(person.getIssuer(), person.getSubject());
        if (!may) {
            throw forbidden("Only its owner, an operator, or the person puts somebody out of a session", owner);
        }
        return person;
    }

    private static Owner person(String subject, EntityView session) {
        if (subject == null || !NAME.matcher(subject).matches()) {
            throw RequestRefused.invalid(
                    "subject", "This is no name of a person", "Give the name that they sign in with");
        }
        return new Owner(session.party().issuer(), subject);
    }

    private static RequestRefused forbidden(String detail, Party owner) {
        return new RequestRefused(RequestRefused.Code.FORBIDDEN, null, detail, "Ask " + owner.subject(), null);
    }
}
