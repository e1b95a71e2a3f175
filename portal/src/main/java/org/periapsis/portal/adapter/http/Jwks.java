package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.periapsis.kit.auth.IssuerKeySet;

/** The issuer's public keys as a JSON Web Key Set (RFC 7517). */
final class Jwks {
    private Jwks() {}

    static JsonObject of(IssuerKeySet keys) {
        JsonArray all = new JsonArray();
        keys.keys()
                .forEach(key -> all.add(new JsonObject()
                        .put("kty", "EC")
                        .put("crv", "P-256")
                        .put("alg", "ES256")
                        .put("use", "sig")
                        .put("kid", key.id())
                        .put("x", key.x())
                        .put("y", key.y())));
        return new JsonObject().put("keys", all);
    }
}
