package org.periapsis.portal.domain;

import java.net.URI;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells by a request's host what it is for: the portal, or one session, which has a host and so an origin of its own. Behind TLS
 * or not is what the configuration says; no header is believed about it.
 *
 * @param portal the address people use; empty where none is configured
 * @param usual what follows a session's id and a dot in its host, such as {@code localhost}
 * @param sites the same by site, for sites that have a wildcard of their own
 */
public record SessionOrigins(Optional<URI> portal, Wildcard usual, Map<String, Wildcard> sites) {
    private static final Pattern CONFIGURED =
            Pattern.compile("([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::(\\d{1,5}))?");
    private static final Pattern AUTHORITY = Pattern.compile("([^:\\[\\]]+|\\[[^\\]]*\\])(?::\\d{0,5})?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern NUMERIC = Pattern.compile("[\\d.]+|\\[.*\\]");
    private static final Pattern LOOPBACK = Pattern.compile("(?:.*\\.)?localhost|127[\\d.]+|\\[::1\\]");
    private static final String HERE = "localhost";

    public SessionOrigins {
        sites = Map.copyOf(sites);
    }

    /**
     * The hosts of sessions.
     *
     * @param hosts what follows an id and a dot
     * @param port of the origins; empty: the one that was connected to
     */
    public record Wildcard(String hosts, Optional<Integer> port) {
        private boolean covers(String host) {
            return host.endsWith("." + hosts);
        }
    }

    /** What a request's host names. */
    public sealed interface Place {}

    /** The portal, or a host that is nothing of the sessions'. */
    public record Portal() implements Place {}

    /** One session, at a wildcard. */
    public record Session(String id, Wildcard at) implements Place {}

    /** A host below the sessions' that is no session's. */
    public record Nothing() implements Place {}

    /**
     * @param url the portal's public address; empty for none
     * @param configured host of sessions, perhaps with a port; empty: {@code sessions.} and the portal's host where that is a
     *     name, else {@code localhost}, which browsers take for this machine
     * @param bySite the same for sites that have one of their own
     * @throws IllegalArgumentException when one is no host
     */
    public static SessionOrigins of(String url, String configured, Map<String, String> bySite) {
        Optional<URI> portal = Optional.of(url).filter(text -> !text.isEmpty()).map(URI::create);
        String host = configured.isEmpty() ? portal.map(SessionOrigins::below).orElse(HERE) : configured;
        Map<String, Wildcard> sites = new TreeMap<>();
        bySite.forEach((site, own) -> sites.put(site, wildcard(own, portal)));
        return new SessionOrigins(portal, wildcard(host, portal), sites);
    }

    private static Wildcard wildcard(String host, Optional<URI> portal) {
        Matcher parts = CONFIGURED.matcher(host.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("is no name of a host: " + host);
        }
        Optional<Integer> port = Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
        return new Wildcard(parts.group(1), port.or(() -> portal.map(SessionOrigins::portOf)));
    }

    /** @return the wildcard of a site's sessions */
    public Wildcard at(String site) {
        return sites.getOrDefault(site, usual);
    }

    /** True behind TLS. */
    public boolean secure() {
        return portal.filter(url -> "https".equals(url.getScheme())).isPresent();
    }

    /** @param authority the Host header; null for none */
    public Place of(String authority) {
        Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return new Portal();
        }
        String host = parts.group(1);
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        // Of two that cover it the longer one is meant.
        Optional<Wildcard> covering = Stream.concat(Stream.of(usual), sites.values().stream())
                .filter(each -> each.covers(plain))
                .max(Comparator.comparingInt(each -> each.hosts().length()));
        if (covering.isEmpty()
                || portal.filter(url -> plain.equals(url.getHost())).isPresent()) {
            return new Portal();
        }
        String id = plain.substring(0, plain.length() - covering.get().hosts().length() - 1);
        return plain.equals(host) && ID.matcher(id).matches() ? new Session(id, covering.get()) : new Nothing();
    }

    /**
     * @param site where it runs
     * @param local the port that the person is connected to
     * @return the session's origin, as browsers write it
     */
    public String origin(String session, String site, int local) {
        Wildcard wildcard = at(site);
        int port = wildcard.port().orElse(local);
        boolean known = port == (secure() ? 443 : 80);
        return (secure() ? "https://" : "http://") + session + '.' + wildcard.hosts() + (known ? "" : ":" + port);
    }

    /** @return the portal's address, without a slash at the end; of this machine where none is configured */
    public String portal(int local) {
        return portal.map(URI::toString).orElse("http://127.0.0.1:" + local);
    }

    /**
     * @param site where a session runs
     * @param authority the host by which the browser reached the portal
     * @return whether it can reach the session's host too: {@code localhost} is the browser's own machine
     */
    public boolean reachedFrom(String site, String authority) {
        if (!at(site).hosts().equals(HERE)) {
            return true;
        }
        Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority.toLowerCase(Locale.ROOT));
        return parts.matches() && LOOPBACK.matcher(parts.group(1)).matches();
    }

    /** @return whether the text is a session's id */
    public static boolean isSession(String text) {
        return ID.matcher(text).matches();
    }

    private static String below(URI portal) {
        String host = String.valueOf(portal.getHost()).toLowerCase(Locale.ROOT);
        boolean here = host.equals(HERE)
                || host.endsWith('.' + HERE)
                || NUMERIC.matcher(host).matches();
        return here ? HERE : "sessions." + host;
    }

    private static int portOf(URI portal) {
        return portal.getPort() >= 0 ? portal.getPort() : "https".equals(portal.getScheme()) ? 443 : 80;
    }
}
