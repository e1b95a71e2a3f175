package org.periapsis.embedded.registry;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.periapsis.embedded.registry.RegistryException.Code;

/** Who may change the registry: basic authentication, one name a service instance. */
final class WriterAccess {

    private static final String SCHEME = "Basic ";

    private final Map<String, String> passwords;

    WriterAccess(Map<String, String> passwords) {
        this.passwords = Map.copyOf(passwords);
    }

    /**
     * @throws RegistryException unless the request carries a writer's name and password
     */
    void require(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME) || !known(header.substring(SCHEME.length()))) {
            throw new RegistryException(Code.UNAUTHORIZED, "User cannot access the resource.");
        }
    }

    private boolean known(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        int colon = pair.indexOf(':');
        String expected = colon < 0 ? null : passwords.get(pair.substring(0, colon));
        return expected != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8),
                        pair.substring(colon + 1).getBytes(StandardCharsets.UTF_8));
    }
}
