package org.periapsis.ingest.adapter.postgres;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.ReplicaRemoved;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.domain.ObsCoreFields;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.postgres.Migrations;
import org.periapsis.kit.postgres.ViewStore;

/** Folds the site's own events into the ledger, and what decisions ask of the site into its tasks. */
public final class LedgerView implements BatchHandler {
    private static final String PRODUCT =
            """
            insert into product (product_id, revision, archive, manifest_sha256, size, data_rights, release_date,
              owner_issuer, owner_subject, team, target_name, s_ra, s_dec, s_fov, s_region, made_at[1], taken_at, obscore)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (product_id) do nothing""";
    private static final String REVISION =
            """
            update product set product_id = ?, revision = ?, archive = ?, manifest_sha256 = ?, size = ?, data_rights = ?,
              release_date = ?, owner_issuer = ?, owner_subject = ?, team = ?, target_name = ?, s_ra = ?, s_dec = ?,
              s_fov = ?, s_region = ?, made_at[?] = ?, taken_at = ?, obscore = ?
            where product_id = ? and revision = ?""";
    private static final String REPLICA =
            """
            insert into replica_object (product_id, revision, bucket, key, name, size, sha256, content_type, made_at)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?
            where not exists (
              select 1 from replica_object where product_id = ? and revision = ? and made_at <> ?)
            on conflict do nothing""";
    /** Not by values: the driver makes one statement of those, which must not meet one refusal twice. */
    private static final String REFUSAL =
            """
            insert into refusal (refusal_id, archive, intake, source, code, field, reason, remedy, sha256, size, refused_at)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz
            on conflict (refusal_id) do update set refused_at = excluded.refused_at""";

    private static final Set<String> BY_REFERENCE = Set.of("reference", "bulk");

    private final ViewStore store;
    private final Tasks tasks;
    private final String site;
    private final Consumer<Batch> applied;

    /** @param applied told after each batch has been committed */
    public LedgerView(ViewStore store, Tasks tasks, String site, Consumer<Batch> applied) {
        this.store = store;
        this.tasks = tasks;
        this.site = site;
        this.applied = applied;
    }

    /** Brings the schema to its newest version. */
    public static void tables(Connection connection) throws SQLException {
        Migrations.apply(
                connection,
                LedgerView.class,
                List.of("001-ledger.sql", "002-who-holds.sql", "003-when-taken.sql", "004-what-holds.sql"));
    }

    @Override
    public void handle(Batch batch) throws Exception {
        store.apply(batch, connection -> fold(connection, batch));
        applied.accept(batch);
        tasks.look();
    }

    private void fold(Connection connection, Batch batch) throws SQLException {
        try (StatementRun run = new StatementRun(connection)) {
            for (Consumed consumed : batch.events()) {
                SpecificRecord data = consumed.data();
                if (data instanceof ProductIngested e) {
                    PreparedStatement s = run.next(PRODUCT);
                    columns(s, e.getProductId(), e.getRevision(), e.getArchive(), e.getManifestSha256(), e.getSize());
                    rights(s, e.getObscore(), e.getOwner(), e.getTeam());
                    s.setLong(16, consumed.offset());
                    s.setTimestamp(17, taken(consumed, e.getIntake(), e.getObscore()));
                    s.setString(18, fields(e.getObscore()));
                    run.add();
                } else if (data instanceof ProductRevised e) {
                    PreparedStatement s = run.next(REVISION);
                    columns(s, e.getProductId(), e.getRevision(), e.getArchive(), e.getManifestSha256(), e.getSize());
                    rights(s, e.getObscore(), e.getOwner(), e.getTeam());
                    s.setInt(16, e.getRevision());
                    s.setLong(17, consumed.offset());
                    s.setTimestamp(18, taken(consumed, e.getIntake(), e.getObscore()));
                    s.setString(19, fields(e.getObscore()));
                    s.setString(20, e.getProductId());
                    s.setInt(21, e.getExpectedRevision());
                    run.add();
                } else if (data instanceof ReplicaAdded e && e.getSite().equals(site)) {
                    replica(run, e, consumed.offset());
                } else if (data instanceof ProductRefused e) {
                    refusal(run.next(REFUSAL), e, consumed);
                    run.add();
                } else {
                    rest(run, data);
                }
            }
        }
    }

    /** @return null when no replica need follow: of a reference by {@code access_url} the bytes may be elsewhere */
    private static Timestamp taken(Consumed consumed, String intake, ObsCore obscore) {
        return BY_REFERENCE.contains(intake) && obscore.getAccessUrl() != null
                ? null
                : Timestamp.from(consumed.event().time());
    }

    private void rest(StatementRun run, SpecificRecord data) throws SQLException {
        if (data instanceof ProductWithdrawn e) {
            PreparedStatement s =
                    run.next("update product set withdrawn = true, revision = ? where product_id = ? and revision = ?");
            s.setInt(1, e.getRevision());
            s.setString(2, e.getProductId());
            s.setInt(3, e.getExpectedRevision());
            run.add();
        } else if (data instanceof ReplicaLost e && e.getSite().equals(site)) {
            drop(run, e.getProductId());
        } else if (data instanceof ReplicaRemoved e && e.getSite().equals(site)) {
            drop(run, e.getProductId());
        } else {
            tasks.fold(run, data);
        }
    }

    private static void drop(StatementRun run, String productId) throws SQLException {
        run.next("delete from replica_object where product_id = ?").setString(1, productId);
        run.add();
    }

    /** Of several copies of one revision here the first on the log holds. */
    private static void replica(StatementRun run, ReplicaAdded e, long offset) throws SQLException {
        for (StoredObject o : e.getObjects()) {
            PreparedStatement s = run.next(REPLICA);
            s.setString(1, e.getProductId());
            s.setInt(2, e.getRevision());
            s.setString(3, o.getBucket());
            s.setString(4, o.getKey());
            s.setString(5, o.getName());
            s.setLong(6, o.getSize());
            s.setString(7, o.getSha256());
            s.setString(8, o.getContentType());
            s.setLong(9, offset);
            s.setString(10, e.getProductId());
            s.setInt(11, e.getRevision());
            s.setLong(12, offset);
            run.add();
        }
    }

    private static void refusal(PreparedStatement s, ProductRefused e, Consumed consumed) throws SQLException {
        s.setObject(1, e.getRefusalId());
        s.setString(2, e.getArchive());
        s.setString(3, e.getIntake());
        s.setString(4, e.getSource());
        s.setString(5, e.getCode());
        s.setString(6, e.getField());
        s.setString(7, e.getReason());
        s.setString(8, e.getRemedy());
        s.setString(9, e.getSha256());
        s.setObject(10, e.getSize(), Types.BIGINT);
        s.setTimestamp(11, Timestamp.from(consumed.event().time()));
    }

    private static void columns(
            PreparedStatement s, String productId, int revision, String archive, String sha256, long size)
            throws SQLException {
        s.setString(1, productId);
        s.setInt(2, revision);
        s.setString(3, archive);
        s.setString(4, sha256);
        s.setLong(5, size);
    }

    /** Without the footprint, which may be long and has a column. */
    private static String fields(ObsCore o) {
        Map<String, Object> fields = ObsCoreFields.values(o);
        fields.remove("s_region");
        return new JsonObject(fields).encode();
    }

    private static void rights(PreparedStatement s, ObsCore o, Owner owner, String team) throws SQLException {
        s.setString(6, o.getDataRights().name());
        s.setTimestamp(7, o.getObsReleaseDate() == null ? null : Timestamp.from(o.getObsReleaseDate()));
        s.setString(8, owner == null ? null : owner.getIssuer());
        s.setString(9, owner == null ? null : owner.getSubject());
        s.setString(10, team);
        s.setString(11, o.getTargetName());
        s.setObject(12, o.getSRa(), Types.DOUBLE);
        s.setObject(13, o.getSDec(), Types.DOUBLE);
        s.setObject(14, o.getSFov(), Types.DOUBLE);
        s.setString(15, o.getSRegion());
    }
}
