package org.periapsis.session.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Part;
import org.periapsis.session.domain.view.Views.Progress;
import org.periapsis.session.domain.view.Views.Tally;

/** Sums a job's runs by site and by shard. A revoked attempt's tasks count nowhere: they wait again. */
final class JobProgress {
    private static final int FAILURES = 100;
    private static final int GOING = 1_000;
    private static final String OVER = "phase in ('EXITED', 'CONCLUDED')";
    private static final String SUMS = "count(*), coalesce(sum(tasks), 0), coalesce(sum(succeeded), 0),"
            + " coalesce(sum(failed), 0), coalesce(sum(tasks) filter (where not " + OVER + "), 0),"
            + " least(coalesce(sum(local_bytes), 0), 9007199254740991)::bigint, least(coalesce(sum(moved_bytes), 0), 9007199254740991)::bigint";
    private static final String BY_SITE = "select site, " + SUMS
            + " from run where entity_id = $1 and phase <> 'REVOKED' group by site order by site limit 1000";
    /** A run lies in the last shard that begins at or before its first entry. */
    private static final String SHARDS =
            """
            with shard as (
              select ordinality - 1 as number, (value->>'first')::int as first
              from entity, jsonb_array_elements(doc->'request'->'shards') with ordinality
              where id = $1)
            """;

    private static final String SHARD = "(select max(number) from shard where shard.first <= run.first_entry)::int";
    private static final String BY_SHARD = SHARDS + "select site, " + SUMS + ", " + SHARD
            + " as number from run where entity_id = $1 and phase <> 'REVOKED' and exists (select from shard)"
            + " group by number, site order by number, site limit 5000";
    private static final String GOING_ON = SHARDS + "select run_id, epoch, site, " + SHARD
            + " from run where entity_id = $1 and phase <> 'REVOKED' and not " + OVER
            + " and exists (select from shard) order by first_entry limit $2";

    private static final String FAILED =
            """
            select run_id, epoch, site, phase, coalesce(reason, outcome), failed from run
            where entity_id = $1 and (failed > 0 or outcome in ('FAILED', 'LOST')) order by first_entry, run_id limit $2""";

    private final Pool pool;

    JobProgress(Pool pool) {
        this.pool = pool;
    }

    Future<Progress> of(UUID job) {
        Future<List<Tally>> sites =
                PgViews.query(pool, BY_SITE, Tuple.of(job)).map(rows -> list(rows, JobProgress::tally));
        Future<List<Part>> parts = PgViews.query(pool, BY_SHARD, Tuple.of(job))
                .map(rows -> list(rows, row -> new Part(row.getInteger(8), tally(row))));
        Future<List<Failure>> failures =
                PgViews.query(pool, FAILED, Tuple.of(job, FAILURES)).map(rows -> list(rows, JobProgress::failure));
        Future<List<Going>> going = PgViews.query(pool, GOING_ON, Tuple.of(job, GOING))
                .map(rows -> list(
                        rows,
                        row -> new Going(row.getString(0), row.getInteger(1), row.getString(2), row.getInteger(3))));
        return Future.all(sites, parts, failures, going)
                .map(all -> new Progress(sites.result(), parts.result(), failures.result(), going.result()));
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> each) {
        List<T> list = new ArrayList<>();
        rows.forEach(row -> list.add(each.apply(row)));
        return list;
    }

    private static Tally tally(Row row) {
        return new Tally(
                row.getString(0),
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7));
    }

    private static Failure failure(Row row) {
        return new Failure(
                row.getString(0),
                row.getInteger(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInteger(5));
    }
}
