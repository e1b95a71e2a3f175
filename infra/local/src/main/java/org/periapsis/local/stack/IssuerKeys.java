package org.periapsis.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * The built-in issuer's key pair (ES256), made once and kept.
 *
 * @param publicKey PEM
 * @param privateKey PEM, PKCS 8
 */
public record IssuerKeys(String publicKey, String privateKey) {

    /** Reads {@code issuer.pem} and {@code issuer.pub.pem} of a directory, or makes them. */
    public static IssuerKeys in(Path directory) throws IOException {
        Path publicFile = directory.resolve("issuer.pub.pem");
        Path privateFile = directory.resolve("issuer.pem");
        if (!Files.exists(privateFile)) {
            Files.createDirectories(directory);
            KeyPair pair = generate();
            Files.writeString(publicFile, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            Path fresh = Files.createTempFile(
                    directory,
                    "issuer",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.move(fresh, privateFile);
        }
        return new IssuerKeys(Files.readString(publicFile), Files.readString(privateFile));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }

    @Override
    public String toString() {
        return "IssuerKeys[***]";
    }
}
