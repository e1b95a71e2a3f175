package org.periapsis.kit.config;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells an address that nobody can ever be reached by from one whose owner is away. Asks no name server. */
final class Addresses {
    private static final int LAST_PORT = 65_535;
    private static final String NAME = "[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z_])?\\.?";
    /** RFC 4291 has two colons at least, else {@code db:5432} was one. */
    private static final String SIX = "(?=[^:]*:[^:]*:)[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._-]+)?";

    private static final Pattern HOST = Pattern.compile(NAME + "|" + SIX + "|\\[" + SIX + "\\]");
    private static final Pattern PEER = Pattern.compile("(?:" + NAME + "|\\[" + SIX + "\\]):(\\d{1,5})");

    private Addresses() {}

    static URI web(String key, String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError(key, "is not like http://host:port or https://host: " + text, e);
        }
        throw new ConfigurationError(key, "is not like http://host:port or https://host: " + text);
    }

    static String host(String key, String text) {
        if (!HOST.matcher(text).matches()) {
            throw new ConfigurationError(key, "is neither a name of a machine nor an address: " + text);
        }
        return text;
    }

    static String peer(String key, String text) {
        Matcher peer = PEER.matcher(text);
        if (!peer.matches() || port(peer) == 0 || port(peer) > LAST_PORT) {
            throw new ConfigurationError(key, "is not of host:port, several with commas: " + text);
        }
        return text;
    }

    private static int port(Matcher peer) {
        return Integer.parseInt(peer.group(1));
    }
}
