package org.periapsis.events.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the schema registry is.
 *
 * @param urls addresses of one registry, tried in turn
 * @param userInfo {@code user:password} for basic authentication; a secret
 * @param timeout for connecting, and again for each wait for bytes
 */
public record RegistryConfig(List<String> urls, Optional<String> userInfo, Duration timeout) {
    public RegistryConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a registry needs an address");
        }
        if (userInfo.isPresent() && !userInfo.get().contains(":")) {
            throw new IllegalArgumentException("registry credentials are user:password");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("registry timeout " + timeout + " is not positive");
        }
    }

    /** @return without credentials, with five seconds to answer */
    public static RegistryConfig of(String url) {
        return new RegistryConfig(List.of(url), Optional.empty(), Duration.ofSeconds(5));
    }

    @Override
    public String toString() {
        return "RegistryConfig[urls=" + urls + ", userInfo=" + userInfo.map(u -> "***") + ", timeout=" + timeout + "]";
    }
}
