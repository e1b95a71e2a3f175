package org.periapsis.kit.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of an issuer that are good now: one usually, two while the key is changed.
 *
 * @param keys at least one
 */
public record IssuerKeySet(List<Key> keys) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", Pattern.DOTALL);
    private static final int COORDINATE_BYTES = 32;

    /**
     * A P-256 public key.
     *
     * @param id its {@code kid}: the SHA-256 thumbprint of RFC 7638
     * @param pem as it was given
     * @param x coordinate, base64url without padding
     * @param y coordinate, base64url without padding
     */
    public record Key(String id, String pem, String x, String y) {}

    public IssuerKeySet {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no PEM block PUBLIC KEY");
        }
    }

    /**
     * @param pem PEM blocks, one after another
     * @throws IllegalArgumentException when there is none, or one is no P-256 public key
     */
    public static IssuerKeySet of(String pem) {
        List<Key> keys = new ArrayList<>();
        Matcher block = PEM.matcher(pem);
        while (block.find()) {
            ECPublicKey key = publicKey(block.group(1));
            String x = coordinate(key.getW().getAffineX().toByteArray());
            String y = coordinate(key.getW().getAffineY().toByteArray());
            keys.add(new Key(thumbprint(x, y), block.group(), x, y));
        }
        return new IssuerKeySet(keys);
    }

    /**
     * @param privateKey PEM (PKCS 8)
     * @return the public key that belongs to it
     * @throws IllegalArgumentException when it is no private key, or belongs to none of these: nobody would take its tokens
     */
    public Key belongingTo(String privateKey) {
        Signer signer = Signer.of(privateKey);
        return keys.stream()
                .filter(key -> signer.signs(publicKey(body(key.pem()))))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("belongs to none of the public keys"));
    }

    /** A private key, as far as it can be asked which public key it belongs to. */
    record Signer(PrivateKey key) {
        private static final byte[] SAMPLE = "periapsis".getBytes(StandardCharsets.UTF_8);
        private static final String ALGORITHM = "SHA256withECDSA";

        static Signer of(String pem) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
                return new Signer(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException("is no P-256 private key (PEM, PKCS 8)", e);
            }
        }

        boolean signs(ECPublicKey other) {
            try {
                Signature signature = Signature.getInstance(ALGORITHM);
                signature.initSign(key);
                signature.update(SAMPLE);
                byte[] signed = signature.sign();
                signature.initVerify(other);
                signature.update(SAMPLE);
                return signature.verify(signed);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("cannot sign with ES256", e);
            }
        }
    }

    private static String body(String pem) {
        return pem.replaceAll("-----[^-]+-----", "");
    }

    private static ECPublicKey publicKey(String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalArgumentException("holds a key that is no P-256 public key", e);
        }
    }

    private static String coordinate(byte[] number) {
        byte[] fixed = new byte[COORDINATE_BYTES];
        byte[] tail = Arrays.copyOfRange(number, Math.max(0, number.length - COORDINATE_BYTES), number.length);
        System.arraycopy(tail, 0, fixed, COORDINATE_BYTES - tail.length, tail.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }

    private static String thumbprint(String x, String y) {
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}";
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
