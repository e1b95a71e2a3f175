package org.periapsis.kit.rights;

import java.util.Objects;

/** Somebody as their identity provider names them: the same subject of another issuer is somebody else. */
public record Person(String issuer, String subject) {
    public Person {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(subject, "subject");
    }
}
