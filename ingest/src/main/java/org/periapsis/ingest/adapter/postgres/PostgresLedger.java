package org.periapsis.ingest.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.Known;
import org.periapsis.ingest.domain.intake.Ledger;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/** Reads the ledger. */
public final class PostgresLedger implements Ledger {
    private static final String KNOWN =
            """
            select p.product_id, p.revision, p.archive, p.manifest_sha256,
              exists (select 1 from replica_object r where r.product_id = p.product_id and r.revision = p.revision),
              p.data_rights, p.release_date, p.target_name, p.s_ra, p.s_dec, p.s_fov, p.s_region, p.obscore
            from product p
            where p.product_id = any ($1) or (p.manifest_sha256 = any ($2) and p.archive = any ($3))""";
    private static final String HELD =
            """
            select p.product_id, p.revision, p.archive, p.data_rights, p.release_date, p.owner_issuer, p.owner_subject,
              p.team, p.size, p.manifest_sha256, p.withdrawn, p.target_name, p.s_ra, p.s_dec, p.s_fov, p.s_region,
              p.taken_at
            from product p where p.product_id = $1""";
    private static final String OBJECTS =
            """
            select bucket, key, size, sha256, name, content_type from replica_object
            where product_id = $1 and ($2::int is null or revision = $2) order by name, key""";
    private static final String REFUSALS =
            """
            select refusal_id, intake, source, code, field, reason, remedy, sha256, size, refused_at from refusal
            where archive = $1 and ($2::timestamptz is null or (refused_at, refusal_id) < ($2, $3))
            order by refused_at desc, refusal_id desc limit $4""";

    private final Pool pool;

    public PostgresLedger(Pool pool) {
        this.pool = pool;
    }

    /**
     * One product of this site.
     *
     * @param taken when the bytes of its present revision were; empty when no replica need follow
     */
    public record Product(Known known, ProductRights rights, Sky sky, long size, Optional<Instant> taken) {}

    /** Where it is; null fields as in ObsCore. */
    public record Sky(String target, Double ra, Double dec, Double fov, String region) {}

    /** One refused offer. */
    public record Refused(
            UUID id,
            Instant at,
            String intake,
            String source,
            String code,
            String field,
            String reason,
            String remedy,
            String sha256,
            Long size) {}

    @Override
    public CompletionStage<List<Known>> find(List<Draft> drafts) {
        String[] ids = drafts.stream().map(Draft::productId).toArray(String[]::new);
        String[] hashes = drafts.stream()
                .map(d -> d.content().manifestSha256())
                .distinct()
                .toArray(String[]::new);
        String[] archives =
                drafts.stream().map(d -> d.origin().archive()).distinct().toArray(String[]::new);
        return pool.preparedQuery(KNOWN)
                .execute(Tuple.of(ids, hashes, archives))
                .map(rows -> {
                    List<Known> known = new ArrayList<>();
                    for (Row row : rows) {
                        known.add(known(row));
                    }
                    return known;
                })
                .toCompletionStage();
    }

    /** A product that this site's archives publish, or its runs brought forth. */
    public Future<Optional<Product>> product(String productId) {
        return pool.preparedQuery(HELD).execute(Tuple.of(productId)).map(rows -> {
            for (Row row : rows) {
                return Optional.of(product(row));
            }
            return Optional.empty();
        });
    }

    /**
     * The objects of a product that are held here, also of another site's product.
     *
     * @param revision empty for any
     */
    public Future<List<StoredObject>> objects(String productId, Optional<Integer> revision) {
        return pool.preparedQuery(OBJECTS)
                .execute(Tuple.of(productId, revision.orElse(null)))
                .map(rows -> {
                    List<StoredObject> objects = new ArrayList<>();
                    for (Row row : rows) {
                        objects.add(StoredObject.newBuilder()
                                .setBucket(row.getString(0))
                                .setKey(row.getString(1))
                                .setSize(row.getLong(2))
                                .setSha256(row.getString(3))
                                .setName(row.getString(4))
                                .setContentType(row.getString(5))
                                .build());
                    }
                    return objects;
                });
    }

    /**
     * Refusals of an archive, the newest first.
     *
     * @param before of the last one that was read
     */
    public Future<List<Refused>> refusals(String archive, Optional<Instant> before, Optional<UUID> id, int limit) {
        return pool.preparedQuery(REFUSALS)
                .execute(Tuple.of(
                        archive, before.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null), id.orElse(null), limit))
                .map(rows -> {
                    List<Refused> refused = new ArrayList<>();
                    for (Row row : rows) {
                        refused.add(refused(row));
                    }
                    return refused;
                });
    }

    private static Known known(Row row) {
        return new Known(
                row.getString(0), row.getInteger(1), row.getString(2), row.getString(3), row.getBoolean(4), holds(row));
    }

    private static Map<String, Object> holds(Row row) {
        Map<String, Object> holds = new HashMap<>();
        if (row.getString(12) != null) {
            holds.putAll(new JsonObject(row.getString(12)).getMap());
        } else {
            holds.put("data_rights", row.getString(5).toLowerCase(Locale.ROOT));
            Optional.ofNullable(row.getOffsetDateTime(6))
                    .ifPresent(date ->
                            holds.put("obs_release_date", date.toInstant().toString()));
            holds.put("target_name", row.getString(7));
            holds.put("s_ra", row.getDouble(8));
            holds.put("s_dec", row.getDouble(9));
            holds.put("s_fov", row.getDouble(10));
        }
        holds.put("s_region", row.getString(11));
        holds.values().removeIf(Objects::isNull);
        return holds;
    }

    private static Product product(Row row) {
        ProductRights rights = new ProductRights(
                Level.of(row.getString(3)),
                Optional.ofNullable(row.getOffsetDateTime(4)).map(OffsetDateTime::toInstant),
                row.getString(2),
                Optional.ofNullable(row.getString(6)).map(subject -> new Person(row.getString(5), subject)),
                Optional.ofNullable(row.getString(7)),
                row.getBoolean(10));
        Known known = new Known(row.getString(0), row.getInteger(1), row.getString(2), row.getString(9), false);
        Sky sky =
                new Sky(row.getString(11), row.getDouble(12), row.getDouble(13), row.getDouble(14), row.getString(15));
        Optional<Instant> taken = Optional.ofNullable(row.getOffsetDateTime(16)).map(OffsetDateTime::toInstant);
        return new Product(known, rights, sky, row.getLong(8), taken);
    }

    private static Refused refused(Row row) {
        return new Refused(
                row.getUUID(0),
                row.getOffsetDateTime(9).toInstant(),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8));
    }
}
