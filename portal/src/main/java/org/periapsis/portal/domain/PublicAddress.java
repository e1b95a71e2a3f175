package org.periapsis.portal.domain;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Under which address people reach the portal, and which names of it are its own. What a request says is never the source of
 * a link; a name that is not known is refused, so that another site's name cannot be pointed here (DNS rebinding).
 *
 * @param url the address people use, without a slash at the end; empty: where it listens
 * @param host the address that it listens on
 */
public record PublicAddress(Optional<URI> url, String host) {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|[a-z0-9-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");
    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** @param url as it is configured; blank for none */
    public static PublicAddress of(String url, String host) {
        return new PublicAddress(url.isBlank() ? Optional.empty() : Optional.of(URI.create(url)), host);
    }

    /**
     * @param scheme of the connection
     * @param port that it listens on
     * @return what links begin with, without a slash at the end
     */
    public String base(String scheme, int port) {
        return url.map(URI::toString).orElseGet(() -> {
            String name = ANY.contains(host) ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
            return scheme + "://" + name + ":" + port;
        });
    }

    /**
     * Whether a request for this name is meant for the portal. One that listens beyond its machine and was not told its address
     * cannot tell.
     *
     * @param authority the Host header; null when there is none
     */
    public boolean knows(String authority) {
        if (authority == null) {
            return false;
        }
        String name = authority.toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(name).matches()
                || url.map(own -> same(own, name))
                        .orElseGet(() -> !LOOPBACK.matcher(literal()).matches());
    }

    /**
     * @param scheme of the connection
     * @param authority the Host header, which is known
     * @return the origin of the portal's own pages as the browser sees them, as {@link SameSite} compares it
     */
    public String origin(String scheme, String authority) {
        return url.filter(own -> same(own, authority.toLowerCase(Locale.ROOT)))
                .map(own -> own.getScheme() + "://" + authority)
                .orElse(scheme + "://" + authority);
    }

    private static boolean same(URI own, String authority) {
        String scheme = own.getScheme() + "://";
        return SameSite.canonical(scheme + own.getAuthority()).equals(SameSite.canonical(scheme + authority));
    }

    private String literal() {
        return host.contains(":") ? "[" + host + "]" : host.toLowerCase(Locale.ROOT);
    }
}
