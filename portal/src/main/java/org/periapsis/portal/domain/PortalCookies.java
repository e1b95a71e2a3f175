package org.periapsis.portal.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The platform's cookies by name, and what of a program's cookies goes through the door. Behind TLS the names begin with
 * {@code __Host-}, which browsers take from the host itself only: no page of a neighbouring host can lay one under.
 *
 * @param secure behind TLS
 */
public record PortalCookies(boolean secure) {
    private static final String OWN = "periapsis";
    private static final String HOST = "__host-";

    /** @return who is signed in to the portal */
    public String person() {
        return secure ? "__Host-periapsis" : OWN;
    }

    /** @return who has entered a session; on that session's host only */
    public String entry() {
        return secure ? "__Host-periapsis-session" : "periapsis-session";
    }

    /** @return the Cookie header without the platform's own; empty when nothing is left */
    public static Optional<String> forProgram(String header) {
        String rest = Arrays.stream(header.split(";"))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty() && !ours(nameOf(cookie)))
                .collect(Collectors.joining("; "));
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    /** @return a program's Set-Cookie, for its own host alone; empty when it has a name of the platform's */
    public static Optional<String> fromProgram(String header) {
        String[] parts = header.split(";", -1);
        if (ours(nameOf(parts[0]))) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(parts)
                .filter(part -> !nameOf(part).equals("domain"))
                .collect(Collectors.joining(";")));
    }

    private static boolean ours(String name) {
        String plain = name.startsWith(HOST) ? name.substring(HOST.length()) : name;
        return plain.equals(OWN) || plain.startsWith(OWN + '-');
    }

    /** Names are told apart by case, but not every browser and proxy agrees on blanks: what looks like ours is ours. */
    private static String nameOf(String cookie) {
        int equals = cookie.indexOf('=');
        return (equals < 0 ? cookie : cookie.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    }
}
