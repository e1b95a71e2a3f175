package org.periapsis.embedded.stack;

import java.net.URI;

/**
 * How a service reaches the object store, path-style.
 *
 * @param endpoint the store's address
 * @param region the region that requests are signed for
 * @param identity the access key id
 * @param secret the secret access key
 */
public record S3Access(URI endpoint, String region, String identity, String secret) {

    @Override
    public String toString() {
        return "S3Access[endpoint=" + endpoint + ", region=" + region + ", identity=" + identity + "]";
    }
}
