package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** The issuer's public key as a JSON Web Key Set (RFC 7517). */
final class Jwks {
    private static final int BYTES = 32;

    private Jwks() {}

    /** @param pem a P-256 public key */
    static JsonObject of(String pem) {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        try {
            ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
            return new JsonObject()
                    .put(
                            "keys",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .put("kty", "EC")
                                            .put("crv", "P-256")
                                            .put("alg", "ES256")
                                            .put("use", "sig")
                                            .put("x", coordinate(key.getW().getAffineX()))
                                            .put("y", coordinate(key.getW().getAffineY()))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the issuer's key is not a P-256 public key", e);
        }
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[BYTES];
        byte[] tail = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - BYTES), bytes.length);
        System.arraycopy(tail, 0, fixed, BYTES - tail.length, tail.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
