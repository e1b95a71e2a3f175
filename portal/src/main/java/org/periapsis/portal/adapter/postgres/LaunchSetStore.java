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

/** Launch sets, for a day each. What the store may hold is bounded; what is too old makes room. */
public final class LaunchSetStore {
    /** From its last posting. */
    public static final Duration LIFE = Duration.ofHours(24);

    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private static final int MOST_SETS = 5_000;
    private static final long MOST_BYTES = 256L << 20;
    /** A set that is there already takes no room; of the bounds one that is passed by a few at once is no harm. */
    private static final String PUT =
            """
            insert into launch_set (set_id, ids, bytes, expires_at)
            select $1::text, $2::text[], $3::int, $4::timestamptz
            where exists (select 1 from launch_set where set_id = $1::text)
               or (select count(*) < $5::bigint and coalesce(sum(bytes), 0) + $3::int <= $6::bigint from launch_set)
            on conflict (set_id) do update set expires_at = excluded.expires_at""";

    private final Pool pool;

    public LaunchSetStore(Pool pool) {
        this.pool = pool;
    }

    /** @return empty when it is kept; when there is no room for it, how long until what is oldest goes */
    public Future<Optional<Duration>> put(LaunchSet set) {
        OffsetDateTime expiry = OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE);
        return pool.query("delete from launch_set where expires_at < now()")
                .execute()
                .compose(cleared -> pool.preparedQuery(PUT)
                        .execute(Tuple.of(
                                set.id(),
                                set.ids().toArray(String[]::new),
                                set.bytes(),
                                expiry,
                                (long) MOST_SETS,
                                MOST_BYTES)))
                .compose(rows -> rows.rowCount() == 1 ? Future.succeededFuture(Optional.empty()) : untilRoom());
    }

    private Future<Optional<Duration>> untilRoom() {
        return pool.query("select min(expires_at) from launch_set").execute().map(rows -> {
            OffsetDateTime first = rows.iterator().next().getOffsetDateTime(0);
            Duration left = first == null ? SHORTEST : Duration.between(OffsetDateTime.now(ZoneOffset.UTC), first);
            return Optional.of(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
        });
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
