package org.periapsis.session.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.periapsis.events.Owner;
import org.periapsis.events.door.Instants;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.view.Attempt;
import org.periapsis.session.domain.view.DatalabView;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Moment;
import org.periapsis.session.domain.view.RunView;
import org.periapsis.session.domain.view.SiteView;
import org.periapsis.session.domain.view.Views;

/** Reads the view's tables. Every list has a limit, in rows and in bytes, and every page begins at a key. */
public final class PgViews implements Views {
    private static final int SITES = 1_000;
    private static final String SELECT =
            """
            select e.id, e.doc::text as doc, r.doc::text as run, coalesce(s.lost, false) as lost,
              (s.doc->'offer'->>'at')::bigint + 1000 * nullif((s.doc->'offer'->>'keepsS')::bigint, 0) as kept,
              (select count(*) from run where entity_id = e.id) as runs, e.requested_at
            from entity e
            left join run r on r.entity_id = e.id and r.run_id = '0'
            left join site s on s.site = r.site
            """;
    private static final String VISIBLE = " and ($1 or (e.owner_iss = $2 and e.owner_sub = $3) or e.team = any($4)"
            + " or e.people @> array[$2 || chr(10) || $3]) ";

    private static final int PAGE_BYTES = 2 << 20;

    private final Pool pool;
    private final JobProgress progress;

    public PgViews(Pool pool) {
        this.pool = pool;
        this.progress = new JobProgress(pool);
    }

    @Override
    public CompletionStage<Optional<Found>> any(UUID id) {
        return query(SELECT + " where e.id = $1", Tuple.of(id))
                .map(PgViews::first)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Found>> find(String kind, UUID id, Requester who) {
        Tuple values = seeing(who).addUUID(id).addString(kind);
        return query(SELECT + " where e.id = $5 and e.kind = $6 and e.requested_at is not null" + VISIBLE, values)
                .map(PgViews::first)
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Page<Found>> list(String kind, Requester who, boolean liveOnly, After after, int limit) {
        Tuple values = seeing(who).addString(kind).addInteger(limit).addBoolean(liveOnly);
        String page = "";
        if (after != null) {
            page = " and (e.requested_at, e.id) < ($8, $9) ";
            values.addOffsetDateTime(Instant.ofEpochMilli(after.requestedAt()).atOffset(ZoneOffset.UTC))
                    .addUUID(after.id());
        }
        return query(
                        within(
                                SELECT + " where e.kind = $5 and e.requested_at is not null and not ($7 and e.over)"
                                        + VISIBLE + page + " order by e.requested_at desc, e.id desc limit $6",
                                "octet_length(doc) + coalesce(octet_length(run), 0)",
                                "requested_at desc, id desc"),
                        values)
                .map(rows -> page(rows, limit, PgViews::found))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Progress> progress(UUID job) {
        return progress.of(job).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Current>> current(UUID entity, String runId) {
        return query(
                        """
                        select epoch, site, phase,
                          (select count(*) from moment where entity_id = $1 and type = 'SessionUnshared')
                        from run where entity_id = $1 and run_id = $2""",
                        Tuple.of(entity, runId))
                .map(rows -> rows.size() == 0
                        ? Optional.<Current>empty()
                        : Optional.of(rows.iterator().next())
                                .map(row -> new Current(
                                        row.getInteger(0),
                                        row.getString(1),
                                        Attempt.Phase.valueOf(row.getString(2)),
                                        row.getLong(3))))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Page<Line>> timeline(UUID entity, String after, int limit) {
        Tuple values = Tuple.of(entity, limit);
        String page = "";
        if (after != null) {
            Cursor cursor = Cursor.of(after);
            page = " and (at, topic, part, pos) > ($3, $4, $5, $6)";
            values.addOffsetDateTime(Instant.ofEpochMilli(cursor.at()).atOffset(ZoneOffset.UTC))
                    .addString(cursor.topic())
                    .addInteger(cursor.partition())
                    .addLong(cursor.offset());
        }
        return query(
                        within(
                                """
                                select at, topic, part, pos, type, run_id, epoch, site, text from moment
                                where entity_id = $1"""
                                        + page + " order by at, topic, part, pos limit $2",
                                "300 + coalesce(octet_length(text), 0)",
                                "at, topic, part, pos"),
                        values)
                .map(rows -> page(rows, limit, row -> line(entity, row)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<List<Datalab>> datalabs(String id, Requester who, int limit) {
        return query(
                        within(
                                """
                        select id, version, doc::text as doc, drafted_at from datalab
                        where drafted_at is not null and ($1::text is null or id = $1)
                          and ($2 or state = 'PUBLISHED'
                            or (doc->'party'->>'issuer' = $3 and doc->'party'->>'subject' = $4)
                            or doc->'party'->>'team' = any($5)
                            or doc->'sharedWith' @> jsonb_build_array(
                              jsonb_build_object('issuer', $3::text, 'subject', $4::text)))
                        order by drafted_at desc, id, version desc limit $6""",
                                "octet_length(doc)",
                                "drafted_at desc, id, version desc"),
                        Tuple.tuple()
                                .addString(id)
                                .addBoolean(who.operator())
                                .addString(who.issuer())
                                .addString(who.subject())
                                .addArrayOfString(who.teams().toArray(String[]::new))
                                .addInteger(limit))
                .map(rows -> {
                    List<Datalab> found = new ArrayList<>();
                    rows.forEach(row -> found.add(new Datalab(
                            row.getString(0), row.getString(1), Docs.read(row.getString(2), DatalabView.class))));
                    return found;
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<DatalabView>> datalab(String id, String version) {
        return query("select doc::text from datalab where id = $1 and version = $2", Tuple.of(id, version))
                .map(rows -> rows.size() == 0
                        ? Optional.<DatalabView>empty()
                        : Optional.of(Docs.read(rows.iterator().next().getString(0), DatalabView.class)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Owner>> datalabOwner(String id) {
        return query("select issuer, subject from datalab_name where id = $1", Tuple.of(id))
                .map(rows -> rows.size() == 0
                        ? Optional.<Owner>empty()
                        : Optional.of(new Owner(
                                rows.iterator().next().getString(0),
                                rows.iterator().next().getString(1))))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<List<Site>> sites() {
        return query("select site, doc::text from site order by site limit $1", Tuple.of(SITES))
                .map(rows -> {
                    List<Site> sites = new ArrayList<>();
                    rows.forEach(
                            row -> sites.add(new Site(row.getString(0), Docs.read(row.getString(1), SiteView.class))));
                    return sites;
                })
                .toCompletionStage();
    }

    /**
     * Cuts a query's rows where they have more bytes than a page, but not before the first.
     *
     * @param weight of a row in bytes, an expression of its columns
     * @param order of the rows, by their columns
     */
    private static String within(String sql, String weight, String order) {
        return "select * from (select q.*, count(*) over () as found, row_number() over w as place, sum(" + weight
                + ") over w as weight from (" + sql + ") q window w as (order by " + order
                + " rows unbounded preceding)) cut where place = 1 or weight <= " + PAGE_BYTES + " order by place";
    }

    private static <T> Page<T> page(RowSet<Row> rows, int limit, Function<Row, T> each) {
        List<T> items = new ArrayList<>();
        long found = 0;
        for (Row row : rows) {
            items.add(each.apply(row));
            found = row.getLong("found");
        }
        return new Page<>(items, items.size() < found || items.size() == limit);
    }

    private Future<RowSet<Row>> query(String sql, Tuple values) {
        return query(pool, sql, values);
    }

    static Future<RowSet<Row>> query(Pool pool, String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .recover(failure ->
                        Future.failedFuture(RequestRefused.unavailable("The database does not answer", failure)));
    }

    private static Tuple seeing(Requester who) {
        return Tuple.tuple()
                .addBoolean(who.operator())
                .addString(who.issuer())
                .addString(who.subject())
                .addArrayOfString(who.teams().toArray(String[]::new));
    }

    private static Optional<Found> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(found(rows.iterator().next()));
    }

    private static Found found(Row row) {
        return new Found(
                row.getUUID(0),
                Docs.read(row.getString(1), EntityView.class),
                row.getString(2) == null ? RunView.none() : Docs.read(row.getString(2), RunView.class),
                row.getBoolean(3),
                row.getLong(4) == null ? OptionalLong.empty() : OptionalLong.of(row.getLong(4)),
                row.getLong(5));
    }

    private static Line line(UUID entity, Row row) {
        OffsetDateTime at = row.getOffsetDateTime(0);
        Moment moment = new Moment(
                entity.toString(),
                row.getString(4),
                row.getString(5),
                row.getInteger(6),
                row.getString(7),
                row.getString(8));
        long millis = at.toInstant().toEpochMilli();
        return new Line(millis, moment, new Cursor(millis, row.getString(1), row.getInteger(2), row.getLong(3)).text());
    }

    /** A line's place in a timeline, as text {@code at:topic:partition:offset}. */
    private record Cursor(long at, String topic, int partition, long offset) {
        static Cursor of(String text) {
            String[] parts = text.split(":", 4);
            try {
                long at = Long.parseLong(parts[0]);
                Instants.flaw("after", Instant.ofEpochMilli(at)).ifPresent(flaw -> {
                    throw flaw.exception();
                });
                return new Cursor(at, parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
            } catch (RuntimeException e) {
                throw new RequestRefused(
                        RequestRefused.Code.INVALID,
                        "after",
                        "This is not where a page ended",
                        "Send next as it came, or leave it out",
                        e);
            }
        }

        String text() {
            return at + ":" + topic + ":" + partition + ":" + offset;
        }
    }
}
