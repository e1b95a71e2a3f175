package org.periapsis.portal.domain;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps other sites' pages from acting with a person's cookie. */
public final class SameSite {
    /** What acts, and paths that lead to it by dots, in whatever spelling. */
    private static final Pattern NO_PAGE =
            Pattern.compile("^/(auth|api)(?![\\w-])|^[^?#]*/(\\.|%2e){1,2}(?=[/?#]|$)", Pattern.CASE_INSENSITIVE);

    private SameSite() {}

    /**
     * True when a request that changes something, or opens a WebSocket, may use the cookie.
     *
     * @param origin the Origin header
     * @param fetchSite the Sec-Fetch-Site header
     * @param own the origin of the portal's pages: a page that came without TLS is another site than one that came with it
     */
    public static boolean allowed(Optional<String> origin, Optional<String> fetchSite, String own) {
        if (origin.isPresent()) {
            String canonical = canonical(origin.get());
            return !canonical.isEmpty() && canonical.equals(canonical(own));
        }
        return fetchSite
                .map(site -> site.equals("same-origin") || site.equals("none"))
                .orElse(false);
    }

    /** @return the path to go to after signing in: within this site only */
    public static String next(String wanted) {
        boolean within =
                wanted != null && wanted.matches("/(?![/\\\\])[\\x21-\\x7e]{0,2000}") && !wanted.contains("\\");
        return within && !NO_PAGE.matcher(wanted).find() ? wanted : "/find";
    }

    /** @return scheme, host and port, written in one way; empty when it is no origin of a page */
    static String canonical(String origin) {
        try {
            URI uri = URI.create(origin);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
                return "";
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
