package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.periapsis.portal.domain.LaunchSet;

/** Launch sets, for a day each. What the store holds is bounded: when it is full, the oldest of whose address has most go. */
public final class LaunchSetStore {
    /** From its last posting. */
    public static final Duration LIFE = Duration.ofHours(24);

    private static final long MOST_BYTES = 256L << 20;
    /** What a set counts for at least: at most 5,000 of them. */
    private static final int LEAST_BYTES = (int) (MOST_BYTES / 5_000);
    /** Those of one address may be too small to make room for a large one. */
    private static final int ROUNDS = 8;

    private static final String ROOM =
            """
            with held as (select coalesce(sum(greatest(bytes, $1::int)), 0) as bytes from launch_set where set_id <> $2),
              most as (select who from launch_set where set_id <> $2
                group by who order by sum(greatest(bytes, $1::int)) desc, min(expires_at) limit 1),
              theirs as (select set_id,
                  sum(greatest(bytes, $1::int)) over (order by expires_at, set_id) - greatest(bytes, $1::int) as before
                from launch_set where set_id <> $2 and who = (select who from most))
            delete from launch_set where set_id in
              (select set_id from theirs, held where theirs.before < held.bytes + greatest($3::int, $1::int) - $4::bigint)""";

    private static final String PUT =
            """
            insert into launch_set (set_id, ids, bytes, expires_at, who)
            values ($1::text, $2::text[], $3::int, $4::timestamptz, $5)
            on conflict (set_id) do update set expires_at = excluded.expires_at, who = excluded.who""";

    private final Pool pool;

    public LaunchSetStore(Pool pool) {
        this.pool = pool;
    }

    /** @param who its address */
    public Future<Void> put(LaunchSet set, String who) {
        OffsetDateTime expiry = OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE);
        return pool.query("delete from launch_set where expires_at < now()")
                .execute()
                .compose(cleared -> room(set, ROUNDS))
                .compose(there -> pool.preparedQuery(PUT)
                        .execute(Tuple.of(set.id(), set.ids().toArray(String[]::new), set.bytes(), expiry, who)))
                .mapEmpty();
    }

    private Future<Void> room(LaunchSet set, int rounds) {
        return pool.preparedQuery(ROOM)
                .execute(Tuple.of(LEAST_BYTES, set.id(), set.bytes(), MOST_BYTES))
                .compose(gone ->
                        gone.rowCount() == 0 || rounds <= 1 ? Future.<Void>succeededFuture() : room(set, rounds - 1));
    }

    public Future<Optional<LaunchSet>> get(String id) {
        return pool.preparedQuery("select ids from launch_set where set_id = $1 and expires_at > now()")
                .execute(Tuple.of(id))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(new LaunchSet(id, List.of(row.getArrayOfStrings(0))));
                    }
                    return Optional.empty();
                });
    }
}
