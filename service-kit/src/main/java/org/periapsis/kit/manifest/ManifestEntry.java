package org.periapsis.kit.manifest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Numbers;
import org.periapsis.events.door.Text;
import org.periapsis.events.id.DerivedId;

/**
 * One product in an input manifest. A manifest is newline-delimited JSON, one entry a line, sorted by shard, so that a range of
 * entries is a range of lines; it is stored as {@code s3://hub-manifests/<sha256>.ndjson} and named by its content.
 *
 * @param productId ivo:// URI
 * @param revision the revision that was selected
 * @param size sum of the files' bytes
 * @param replicas where the bytes are; each has every file
 * @param obscore the product's metadata in ObsCore names
 * @param granted the role or team by which the person who selected it may read it ({@code archive:<name>}, {@code team:<id>},
 *     {@code operator}); empty when they may as anybody, or as its owner
 */
public record ManifestEntry(
        String productId,
        int revision,
        long size,
        List<Replica> replicas,
        Map<String, Object> obscore,
        Optional<String> granted) {
    /** No archive's name begins so. */
    private static final String COPIES = "_copies/";

    /** An entry that no role or team is needed for. */
    public ManifestEntry(
            String productId, int revision, long size, List<Replica> replicas, Map<String, Object> obscore) {
        this(productId, revision, size, replicas, obscore, Optional.empty());
    }

    /** The objects of one copy at one site. */
    public record Replica(String site, List<ObjectRef> objects) {
        public Replica {
            objects = List.copyOf(objects);
        }
    }

    /**
     * Where a site that copies an object of this product keeps it in its own bucket. Not where the source keeps it: an archive may
     * refer to an object by a key that is another's at this site.
     */
    public String keyOfCopy(ObjectRef object) {
        return COPIES + DerivedId.of("copy", productId, String.valueOf(revision), object.name(), object.sha256());
    }

    /** One object. {@code sha256} in lower-case hexadecimal; {@code name} is the file's name for people, without a path. */
    public record ObjectRef(String bucket, String key, long size, String sha256, String name) {
        /** S3's own limit. */
        private static final Text KEY = new Text(1_024, true);

        private static final Text NAME = new Text(1_024, true);
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        /** No client of an object store asks for such a key. */
        private static final Pattern DOTS = Pattern.compile("(?:^|/)\\.{1,2}(?:/|$)");

        JsonObject toJson() {
            return new JsonObject()
                    .put("bucket", bucket)
                    .put("key", key)
                    .put("size", size)
                    .put("sha256", sha256)
                    .put("name", name);
        }

        static ObjectRef of(JsonObject json) {
            String sha256 = json.getString("sha256");
            if (sha256 == null || !SHA256.matcher(sha256).matches()) {
                throw new Flaw("objects.sha256", "It is not a SHA-256", "Write 64 lower-case hexadecimal digits")
                        .exception();
            }
            String key = exact(KEY, "objects.key", json.getString("key"));
            if (DOTS.matcher(key).find()) {
                throw new Flaw("objects.key", "It has a segment of dots", "Write the plain key").exception();
            }
            return new ObjectRef(
                    exact(Text.LABEL, "objects.bucket", json.getString("bucket")),
                    key,
                    Numbers.size("objects.size", json.getValue("size")),
                    sha256,
                    exact(NAME, "objects.name", json.getString("name")));
        }

        /** What names an object elsewhere is not put into another form. */
        private static String exact(Text use, String field, String value) {
            use.flaw(field, value).ifPresent(flaw -> {
                throw flaw.exception();
            });
            return value;
        }
    }

    public ManifestEntry {
        replicas = List.copyOf(replicas);
    }

    public String toLine() {
        JsonArray copies = new JsonArray();
        for (Replica replica : replicas) {
            JsonArray objects = new JsonArray();
            replica.objects().forEach(object -> objects.add(object.toJson()));
            copies.add(new JsonObject().put("site", replica.site()).put("objects", objects));
        }
        JsonObject json = new JsonObject()
                .put("product_id", productId)
                .put("revision", revision)
                .put("size", size)
                .put("replicas", copies)
                .put("obscore", new JsonObject(obscore));
        granted.ifPresent(by -> json.put("granted", by));
        return json.encode();
    }

    /**
     * Reads a line.
     *
     * @throws RuntimeException when it is not an entry, or one with a text or number that some store cannot take
     */
    public static ManifestEntry ofLine(String line) {
        JsonObject json = checked(line);
        return new ManifestEntry(
                json.getString("product_id"),
                (int) Numbers.whole("revision", json.getValue("revision"), 0, Integer.MAX_VALUE),
                Numbers.size("size", json.getValue("size")),
                json.getJsonArray("replicas").stream()
                        .map(JsonObject.class::cast)
                        .map(replica -> new Replica(
                                replica.getString("site"),
                                replica.getJsonArray("objects").stream()
                                        .map(JsonObject.class::cast)
                                        .map(ObjectRef::of)
                                        .toList()))
                        .toList(),
                json.getJsonObject("obscore").getMap(),
                Optional.ofNullable(json.getString("granted")));
    }

    static JsonObject checked(String line) {
        JsonObject json = new JsonObject(line);
        Document.flaw("", json.getMap()).ifPresent(flaw -> {
            throw flaw.exception();
        });
        return json;
    }
}
