package org.periapsis.indexer.adapter.postgres;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.events.Owner;
import org.periapsis.events.ReplicaKind;
import org.periapsis.indexer.domain.search.FoundProduct;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Head;
import org.periapsis.indexer.domain.view.Replica;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/** Rows that requests read, as the domain's records. */
final class ProductRow {
    /** What {@link #product} reads of {@code product p}. */
    static final String COLUMNS = ObsCoreColumns.list("p.")
            + """
            , p.revision, p.bytes_revision, p.withdrawn, p.archive, p.site, p.owner_issuer, p.owner_subject, p.team,
            p.size, p.manifest_sha256, p.files, p.intake, p.provenance, p.ingested_at, p.revised_at,
            array(select h.site from replica h where h.obs_publisher_did = p.obs_publisher_did
                  and h.state = 'held' and h.revision >= p.bytes_revision order by h.site) as sites""";

    /** Bytes of one such row, some for numbers and names, as an expression of its columns. */
    static final String WEIGHT = weight(
            1_000,
            Stream.concat(
                    ObsCoreColumns.names().stream()
                            .filter(name -> ObsCoreColumns.sqlType(name).equals("text")),
                    Stream.of("files", "provenance")));

    /** Of one row of {@code replica}. */
    static final String REPLICA_WEIGHT = weight(200, Stream.of("objects", "path", "reason"));

    private static String weight(int least, Stream<String> texts) {
        return texts.map(name -> " + coalesce(octet_length(" + name + "), 0)")
                .collect(Collectors.joining("", Integer.toString(least), ""));
    }

    private ProductRow() {}

    static FoundProduct product(Row row, double sortKey) {
        String id = row.getString("obs_publisher_did");
        // Which events made it is the writer's concern; a reader gets none.
        Head head = new Head(
                id,
                row.getInteger("revision"),
                row.getInteger("bytes_revision"),
                row.getBoolean("withdrawn"),
                row.getString("manifest_sha256"),
                new Head.Times(
                        row.getOffsetDateTime("ingested_at").toInstant(),
                        row.getOffsetDateTime("revised_at").toInstant()),
                List.of());
        return new FoundProduct(head, content(row), Arrays.asList(row.getArrayOfStrings("sites")), sortKey);
    }

    private static Content content(Row row) {
        String subject = row.getString("owner_subject");
        return new Content(
                ObsCoreColumns.read(row::getValue),
                new Content.Publisher(row.getString("archive"), row.getString("site"), row.getString("intake")),
                StoredJson.files(row.getString("files")),
                row.getLong("size"),
                new Content.Access(
                        Optional.ofNullable(subject == null ? null : new Owner(row.getString("owner_issuer"), subject)),
                        Optional.ofNullable(row.getString("team"))),
                StoredJson.provenance(row.getString("provenance")));
    }

    static ProductRights rights(Row row) {
        return new ProductRights(
                Level.of(row.getString("data_rights")),
                Optional.ofNullable(row.getOffsetDateTime("obs_release_date")).map(OffsetDateTime::toInstant),
                row.getString("archive"),
                Optional.ofNullable(row.getString("owner_subject"))
                        .map(subject -> new Person(row.getString("owner_issuer"), subject)),
                Optional.ofNullable(row.getString("team")),
                row.getBoolean("withdrawn"));
    }

    static Replica replica(Row row) {
        return new Replica(
                new Replica.Key(row.getString("obs_publisher_did"), row.getString("site")),
                row.getInteger("revision"),
                new Replica.Place(
                        ReplicaKind.valueOf(row.getString("kind")),
                        StoredJson.objects(row.getString("objects")),
                        Optional.ofNullable(row.getString("path"))),
                row.getLong("size"),
                Optional.ofNullable(row.getUUID("transfer_id")),
                new Replica.Standing(
                        Replica.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        row.getOffsetDateTime("added_at").toInstant(),
                        Optional.ofNullable(row.getOffsetDateTime("verified_at"))
                                .map(time -> time.toInstant()),
                        Optional.ofNullable(row.getString("reason"))));
    }
}
