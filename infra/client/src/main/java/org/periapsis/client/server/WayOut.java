package org.periapsis.client.server;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The proxy that the environment names, as the JDK's client wants to be told: in a session or job it is the only way out. The
 * JDK itself does not look at these variables.
 */
public final class WayOut {
    private WayOut() {}

    /** @return system properties; none where the environment names no proxy */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> properties = new TreeMap<>();
        for (String scheme : List.of("http", "https")) {
            String named = environment.getOrDefault(
                    scheme + "_proxy",
                    environment.getOrDefault(scheme.toUpperCase(java.util.Locale.ROOT) + "_PROXY", ""));
            if (!named.isEmpty()) {
                add(properties, scheme, named);
            }
        }
        return properties;
    }

    private static void add(Map<String, String> properties, String scheme, String named) {
        try {
            URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
            if (proxy.getHost() != null) {
                properties.put(scheme + ".proxyHost", proxy.getHost());
                properties.put(scheme + ".proxyPort", String.valueOf(proxy.getPort() < 0 ? 80 : proxy.getPort()));
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Others use the variable too: what cannot be read is as if it were not there.
            properties.remove(scheme + ".proxyHost");
        }
    }
}
