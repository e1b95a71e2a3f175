package org.periapsis.session.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Progress;
import org.periapsis.session.domain.view.Views.Tally;

/** Sums a job's runs by site and by shard. A revoked attempt's tasks count nowhere: they wait again. */
final class JobProgress {
    private static final int FAILURES = 100;
    private static final String SUMS =
            """
            count(*), coalesce(sum(tasks), 0), coalesce(sum(succeeded), 0), coalesce(sum(failed), 0),
            coalesce(sum(local_bytes), 0)::bigint, coalesce(sum(moved_bytes), 0)::bigint
            """;
    private static final String BY_SITE = "select site, " + SUMS
            + " from run where entity_id = $1 and phase <> 'REVOKED' group by site order by site limit 1000";
    /** A run lies in the last shard that begins at or before its first entry. */
    private static final String BY_SHARD =
            """
            with shard as (
              select ordinality - 1 as number, (value->>'first')::int as first
              from entity, jsonb_array_elements(doc->'request'->'shards') with ordinality
              where id = $1)
            select (select max(number) from shard where shard.first <= run.first_entry)::text as shard,
            """
                    + SUMS
                    + """
                     from run where entity_id = $1 and phase <> 'REVOKED' and exists (select from shard)
                    group by 1 order by min(first_entry) limit 5000""";

    private static final String FAILED =
            """
            select run_id, epoch, site, phase, coalesce(reason, outcome), failed from run
            where entity_id = $1 and (failed > 0 or outcome in ('FAILED', 'LOST')) order by first_entry, run_id limit $2""";

    private final Pool pool;

    JobProgress(Pool pool) {
        this.pool = pool;
    }

    Future<Progress> of(UUID job) {
        Future<List<Tally>> sites = PgViews.query(pool, BY_SITE, Tuple.of(job)).map(JobProgress::tallies);
        Future<List<Tally>> shards =
                PgViews.query(pool, BY_SHARD, Tuple.of(job)).map(JobProgress::tallies);
        Future<List<Failure>> failures =
                PgViews.query(pool, FAILED, Tuple.of(job, FAILURES)).map(JobProgress::failures);
        return Future.all(sites, shards, failures)
                .map(all -> new Progress(sites.result(), shards.result(), failures.result()));
    }

    private static List<Tally> tallies(RowSet<Row> rows) {
        List<Tally> tallies = new ArrayList<>();
        rows.forEach(row -> tallies.add(new Tally(
                row.getString(0),
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6))));
        return tallies;
    }

    private static List<Failure> failures(RowSet<Row> rows) {
        List<Failure> failures = new ArrayList<>();
        rows.forEach(row -> failures.add(new Failure(
                row.getString(0),
                row.getInteger(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInteger(5))));
        return failures;
    }
}
