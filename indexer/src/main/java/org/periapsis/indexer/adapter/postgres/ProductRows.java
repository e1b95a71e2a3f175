package org.periapsis.indexer.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.Provenance;
import org.periapsis.indexer.domain.search.Words;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Entry;
import org.periapsis.indexer.domain.view.Footprint;
import org.periapsis.indexer.domain.view.Head;

/** The table of products, for the thread that writes it. */
final class ProductRows {
    private static final UnnestInsert<Row> WHOLE = whole();
    private static final UnnestInsert<Entry> HEAD = new UnnestInsert<Entry>()
            .column("obs_publisher_did", "text", e -> e.head().id())
            .column("revision", "int4", e -> e.head().revision())
            .column("withdrawn", "bool", e -> e.head().withdrawn())
            .column(
                    "revised_at",
                    "timestamptz",
                    e -> e.head().times().revisedAt().toString())
            .column(
                    "event_ids",
                    "text",
                    "r.event_ids::text[]",
                    e -> PgLiterals.textArray(e.head().eventIds()));

    /** A product to be written whole, with what is derived from it. */
    private record Row(Head head, Content content, Footprint footprint) {
        static Row of(Entry entry) {
            Content content = entry.content().orElseThrow();
            return new Row(entry.head(), content, Footprint.of(content.obscore()));
        }
    }

    private ProductRows() {}

    private static UnnestInsert<Row> whole() {
        UnnestInsert<Row> rows = new UnnestInsert<>();
        for (String name : ObsCoreColumns.names()) {
            if (name.equals("obs_publisher_did")) {
                rows.column(name, "text", r -> r.head.id());
            } else {
                rows.column(name, ObsCoreColumns.sqlType(name), r -> ObsCoreColumns.value(r.content.obscore(), name));
            }
        }
        return platform(place(rows));
    }

    private static UnnestInsert<Row> place(UnnestInsert<Row> rows) {
        return rows.column(
                        "healpix29",
                        "int8",
                        r -> r.footprint.pixel().isPresent()
                                ? (Long) r.footprint.pixel().getAsLong()
                                : null)
                .column(
                        "footprint",
                        "text",
                        "r.footprint::int8multirange",
                        r -> r.footprint.covering().isEmpty() ? null : PgLiterals.multirange(r.footprint.covering()))
                .column("all_sky", "bool", r -> r.footprint.allSky())
                .column("t_span", "text", "r.t_span::int8range", r -> span(r.content.obscore()))
                .column(
                        "words",
                        "text",
                        "array_to_tsvector(string_to_array(r.words, ' '))",
                        r -> words(r.content.obscore(), r.head.id()));
    }

    private static String span(ObsCore obscore) {
        if (obscore.getTMin() == null) {
            return null;
        }
        return PgLiterals.span(obscore.getTMin(), obscore.getTMax() == null ? obscore.getTMin() : obscore.getTMax());
    }

    private static String words(ObsCore obscore, String productId) {
        return String.join(
                " ",
                Words.indexed(
                        obscore.getTargetName(),
                        obscore.getObsTitle(),
                        obscore.getObsId(),
                        obscore.getObsCollection(),
                        lastPart(productId)));
    }

    /** Of an ivo: id the part that is the product's own, often a file's name. */
    private static String lastPart(String productId) {
        return productId.substring(Math.max(productId.lastIndexOf('?'), productId.lastIndexOf('/')) + 1);
    }

    private static UnnestInsert<Row> platform(UnnestInsert<Row> rows) {
        return rows.column("revision", "int4", r -> r.head.revision())
                .column("bytes_revision", "int4", r -> r.head.bytesRevision())
                .column("withdrawn", "bool", r -> r.head.withdrawn())
                .column("archive", "text", r -> r.content.publisher().archive())
                .column("site", "text", r -> r.content.publisher().site())
                .column("owner_issuer", "text", r -> owner(r).map(Owner::getIssuer)
                        .orElse(null))
                .column("owner_subject", "text", r -> owner(r).map(Owner::getSubject)
                        .orElse(null))
                .column("team", "text", r -> r.content.access().team().orElse(null))
                .column("size", "int8", r -> r.content.size())
                .column("manifest_sha256", "text", r -> r.head.manifestSha256())
                .column("files", "text", r -> StoredJson.files(r.content.files()))
                .column("intake", "text", r -> r.content.publisher().intake())
                .column("job_id", "text", "r.job_id::uuid", r -> provenance(r)
                        .map(p -> p.getJobId().toString())
                        .orElse(null))
                .column("provenance", "text", r -> provenance(r)
                        .map(StoredJson::provenance)
                        .orElse(null))
                .column("input_ids", "text", "r.input_ids::text[]", r -> provenance(r)
                        .map(p -> PgLiterals.textArray(p.getInputIds()))
                        .orElse(null))
                .column("ingested_at", "timestamptz", r -> r.head.times()
                        .ingestedAt()
                        .toString())
                .column("revised_at", "timestamptz", r -> r.head.times()
                        .revisedAt()
                        .toString())
                .column("event_ids", "text", "r.event_ids::text[]", r -> PgLiterals.textArray(r.head.eventIds()));
    }

    private static Optional<Owner> owner(Row row) {
        return row.content.access().owner();
    }

    private static Optional<Provenance> provenance(Row row) {
        return row.content.provenance();
    }

    /** Where the histories of these products stand; nothing for those the view has never seen. */
    static List<Head> heads(Connection connection, Collection<String> ids) throws SQLException {
        List<Head> heads = new ArrayList<>();
        String sql =
                """
                select obs_publisher_did, revision, bytes_revision, withdrawn, manifest_sha256, ingested_at, revised_at,
                       event_ids
                from product where obs_publisher_did = any (?)""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    heads.add(new Head(
                            rows.getString(1),
                            rows.getInt(2),
                            rows.getInt(3),
                            rows.getBoolean(4),
                            rows.getString(5),
                            new Head.Times(
                                    rows.getTimestamp(6).toInstant(),
                                    rows.getTimestamp(7).toInstant()),
                            List.of((String[]) rows.getArray(8).getArray())));
                }
            }
        }
        return heads;
    }

    /** Writes what changed: whole rows, or only how far the history has come. */
    static void write(Connection connection, List<Entry> entries) throws SQLException {
        // Covering a footprint is most of a row's work, and rows are independent.
        List<Row> whole = entries.parallelStream()
                .filter(entry -> entry.content().isPresent())
                .map(Row::of)
                .toList();
        List<Entry> heads =
                entries.stream().filter(entry -> entry.content().isEmpty()).toList();
        WHOLE.upsert(connection, "product", "obs_publisher_did", whole);
        HEAD.update(connection, "product", "obs_publisher_did", heads);
    }

    /** What the view says of these products; for announcing a withdrawal, which does not repeat it. */
    static Map<String, Content> contents(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, Content> contents = new HashMap<>();
        String sql = "select * from product where obs_publisher_did = any (?)";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    contents.put(rows.getString("obs_publisher_did"), content(rows));
                }
            }
        }
        return contents;
    }

    private static Content content(ResultSet rows) throws SQLException {
        Map<String, Object> values = new HashMap<>();
        for (String name : ObsCoreColumns.names()) {
            values.put(name, rows.getObject(name));
        }
        String subject = rows.getString("owner_subject");
        return new Content(
                ObsCoreColumns.read(values::get),
                new Content.Publisher(rows.getString("archive"), rows.getString("site"), rows.getString("intake")),
                StoredJson.files(rows.getString("files")),
                rows.getLong("size"),
                new Content.Access(
                        Optional.ofNullable(
                                subject == null ? null : new Owner(rows.getString("owner_issuer"), subject)),
                        Optional.ofNullable(rows.getString("team"))),
                StoredJson.provenance(rows.getString("provenance")));
    }
}
