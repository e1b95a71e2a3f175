package org.periapsis.portal.domain;

import java.net.URI;
import java.util.Optional;

/** Keeps other sites' pages from acting with a person's cookie. */
public final class SameSite {
    private SameSite() {}

    /**
     * True when a request that changes something, or opens a WebSocket, may use the cookie.
     *
     * @param origin the Origin header
     * @param fetchSite the Sec-Fetch-Site header
     * @param host the Host header
     */
    public static boolean allowed(Optional<String> origin, Optional<String> fetchSite, String host) {
        if (origin.isPresent()) {
            return host != null && host.equalsIgnoreCase(authority(origin.get()));
        }
        return fetchSite
                .map(site -> site.equals("same-origin") || site.equals("none"))
                .orElse(false);
    }

    /** @return the path to go to after signing in: within this site only */
    public static String next(String wanted) {
        boolean within =
                wanted != null && wanted.matches("/(?![/\\\\])[\\x21-\\x7e]{0,2000}") && !wanted.contains("\\");
        return within ? wanted : "/find";
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
