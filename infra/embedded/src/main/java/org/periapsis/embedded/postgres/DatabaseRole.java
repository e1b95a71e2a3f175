package org.periapsis.embedded.postgres;

import java.util.regex.Pattern;

/**
 * A login of one service instance, which owns the schema of the same name and sees no other.
 *
 * @param name lower-case letters, digits and underscores, for example {@code ingest_esac}
 * @param password kept by the server as a SCRAM verifier only
 */
public record DatabaseRole(String name, String password) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public DatabaseRole {
        if (!NAME.matcher(name).matches() || name.startsWith("pg_")) {
            throw new IllegalArgumentException("not a role name: " + name);
        }
        if (password.length() < 8) {
            throw new IllegalArgumentException("the password of " + name + " is shorter than 8 characters");
        }
    }

    @Override
    public String toString() {
        return "DatabaseRole[" + name + "]";
    }
}
