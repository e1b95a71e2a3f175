package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductFile;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Numbers;
import org.periapsis.events.door.Text;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.intake.Content;
import org.periapsis.ingest.domain.intake.Describer;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.Origin;
import org.periapsis.ingest.domain.intake.Sha256;
import org.periapsis.kit.http.Aside;

/**
 * Reads references: {@code size}, {@code sha256}, {@code content_type}, {@code location} (s3://bucket/key in this site's
 * store) or {@code access_url}, {@code name} (else the end of either), {@code collection}, and ObsCore fields beside them or
 * in {@code obscore}. The archive vouches for the checksum; an object in the store must be there with that size.
 */
final class References {
    private static final Set<String> OF_THE_FILE =
            Set.of("name", "size", "sha256", "content_type", "location", "collection", "obscore");
    private static final String S3 = "s3://";
    private static final Text LOCATION = new Text(1_100, false);
    /** No client of ours asks for those: they are read in two ways. */
    private static final Pattern ODD_SEGMENT = Pattern.compile("(?:^|/)(?:\\.{0,2})(?:/|$)");

    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:; ?[\\x20-\\x7E]+)?");
    private static final int LONGEST_TYPE = 200;

    private final Vertx vertx;
    private final S3Store store;
    private final Rules rules;

    /**
     * What archives may do.
     *
     * @param otherBuckets whose objects any archive may refer to; in the site's own an archive may in its own folder
     * @param authorities under which they may name products
     */
    record Rules(String ownBucket, List<String> otherBuckets, Authorities authorities) {
        Rules {
            otherBuckets = List.copyOf(otherBuckets);
        }
    }

    References(Vertx vertx, S3Store store, Rules rules) {
        this.vertx = vertx;
        this.store = store;
        this.rules = rules;
    }

    /** What was offered, as far as it can be told. */
    static Optional<String> source(Buffer json) {
        try {
            return Optional.of(name(Offering.fields(json.toString())));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    Future<Draft> draft(Offering offering, String intake, Buffer json) {
        return Aside.read(json, text -> read(offering, intake, Offering.fields(text.toString())))
                .recover(failure -> Future.failedFuture(
                        failure instanceof FlawedException flawed
                                ? new RefusedException(Refusal.of(flawed.flaw()))
                                : failure))
                .compose(this::found);
    }

    /** An object that it refers to must be there. */
    private Future<Draft> found(Draft draft) {
        if (draft.content().objects().isEmpty()) {
            return Future.succeededFuture(draft);
        }
        StoredObject object = draft.content().objects().get(0);
        return Future.fromCompletionStage(store.size(object.getBucket(), object.getKey()), vertx.getOrCreateContext())
                .compose(size -> size.equals(OptionalLong.of(object.getSize()))
                        ? Future.succeededFuture(draft)
                        : Future.failedFuture(new RefusedException(new Refusal(
                                size.isEmpty() ? Refusal.Reason.BAD_METADATA : Refusal.Reason.SIZE_MISMATCH,
                                size.isEmpty() ? "location" : "size",
                                size.isEmpty()
                                        ? "there is no such object"
                                        : "the object has " + size.getAsLong() + " bytes",
                                "store the object first, then refer to it"))));
    }

    private Draft read(Offering offering, String intake, Map<String, Object> json) {
        String name = name(json);
        if (json.get("size") == null) {
            throw bad("size", "size is missing", "give the file's size");
        }
        long size = Numbers.size("size", json.get("size"));
        String sha256 = json.get("sha256") instanceof String text ? text : "";
        if (!Sha256.isOne(sha256)) {
            throw bad("sha256", "sha256 is missing or not 64 lower-case hexadecimal digits", "give the SHA-256");
        }
        String type = type(json.get("content_type"));
        Map<String, Object> fields = fields(json);
        Optional<String> collection =
                Optional.ofNullable(json.get("collection")).map(String::valueOf);
        List<StoredObject> objects = Optional.ofNullable(json.get("location"))
                .map(location -> object(offering.archive(), String.valueOf(location), name, size, sha256, type))
                .map(List::of)
                .orElse(List.of());
        if (objects.isEmpty() && fields.get("access_url") == null) {
            throw bad("location", "nothing says where the bytes are", "give location (s3://bucket/key) or access_url");
        }
        Describer.Description described = Describer.describe(
                new Describer.Statement(offering.archive(), name, collection, fields),
                Optional.empty(),
                rules.authorities());
        ObsCore obscore = Access.complete(described.obscore(), "", type, size);
        ProductFile file = ProductFile.newBuilder()
                .setName(name)
                .setSize(size)
                .setSha256(sha256)
                .setContentType(type)
                .build();
        return new Draft(
                Origin.archive(offering.archive(), intake, Optional.of(offering.trace())),
                obscore,
                Content.of(List.of(file), objects),
                described.idGiven(),
                described.given(),
                offering.expectedRevision());
    }

    private static String type(Object offered) {
        if (offered == null) {
            return "application/fits";
        }
        if (offered instanceof String text
                && text.length() <= LONGEST_TYPE
                && TYPE.matcher(text).matches()) {
            return text;
        }
        throw bad("content_type", "content_type is not a media type", "give for instance application/fits");
    }

    private static String name(Map<String, Object> json) {
        for (String key : List.of("name", "location", "access_url")) {
            if (json.get(key) instanceof String text) {
                int query = key.equals("access_url") ? text.indexOf('?') : -1;
                return Offering.fileName(query < 0 ? text : text.substring(0, query));
            }
        }
        return Offering.fileName(null);
    }

    private static Map<String, Object> fields(Map<String, Object> json) {
        Object obscore = json.getOrDefault("obscore", Map.of());
        Map<String, Object> fields = new HashMap<>();
        if (obscore instanceof Map<?, ?> map) {
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
        } else if (obscore instanceof JsonObject object) {
            fields.putAll(object.getMap());
        } else {
            throw bad("obscore", "obscore is not an object", "give ObsCore fields by name");
        }
        json.forEach((key, value) -> {
            if (!OF_THE_FILE.contains(key)) {
                fields.put(key, value);
            }
        });
        return fields;
    }

    private StoredObject object(String archive, String location, String name, long size, String sha256, String type) {
        int slash = location.startsWith(S3) ? location.indexOf('/', S3.length()) : -1;
        if (slash < 0 || slash == location.length() - 1) {
            throw bad("location", "location is not s3://bucket/key", "name an object of this site's store");
        }
        LOCATION.flaw("location", location).ifPresent(flaw -> {
            throw flaw.exception();
        });
        String bucket = location.substring(S3.length(), slash);
        String key = location.substring(slash + 1);
        if (ODD_SEGMENT.matcher(key).find()) {
            throw bad("location", "the key has an empty segment or one of dots", "name the object by its plain key");
        }
        boolean own = bucket.equals(rules.ownBucket()) && key.startsWith(archive + "/");
        if (!own && !rules.otherBuckets().contains(bucket)) {
            throw bad(
                    "location",
                    "the archive may not refer to this object",
                    "use a key that begins with " + archive + "/, or a bucket opened for references");
        }
        return StoredObject.newBuilder()
                .setBucket(bucket)
                .setKey(key)
                .setSize(size)
                .setSha256(sha256)
                .setName(name)
                .setContentType(type)
                .build();
    }

    private static RefusedException bad(String field, String detail, String remedy) {
        return new RefusedException(new Refusal(Refusal.Reason.BAD_METADATA, field, detail, remedy));
    }
}
