package org.periapsis.events.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.periapsis.events.topic.Topic;

/** The schemas that this build carries, by SHA-256 of their Parsing Canonical Form (Avro specification). */
public final class SchemaCatalogue {
    private final Map<String, Schema> byFingerprint = new HashMap<>();
    private final IdentityHashMap<Schema, String> fingerprints = new IdentityHashMap<>();

    private SchemaCatalogue() {
        for (Topic topic : Topic.values()) {
            topic.types().forEach(type -> add(SpecificData.get().getSchema(type)));
        }
    }

    /** @return the schemas of every type in {@link Topic} */
    public static SchemaCatalogue own() {
        return new SchemaCatalogue();
    }

    public Optional<Schema> byFingerprint(String sha256) {
        return Optional.ofNullable(byFingerprint.get(sha256));
    }

    /** @return SHA-256 of the canonical form, lower-case hexadecimal */
    public String fingerprint(Schema schema) {
        String known = fingerprints.get(schema);
        return known == null ? compute(schema) : known;
    }

    /**
     * @return the schema with its documentation as JSON, without the hints that Avro's Java compiler leaves in it: other
     *     languages register the same text
     */
    public static String json(Schema schema) {
        String plain = schema.toString().replace(",\"avro.java.string\":\"String\"", "");
        return new Schema.Parser().parse(plain).toString();
    }

    private void add(Schema schema) {
        String sha256 = compute(schema);
        byFingerprint.put(sha256, schema);
        fingerprints.put(schema, sha256);
    }

    private static String compute(Schema schema) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(SchemaNormalization.toParsingForm(schema).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
