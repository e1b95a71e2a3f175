package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.auth.Grant;
import org.periapsis.portal.domain.DevicePoll;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.UserCode;

/** Programs that wait to be signed in by somebody's browser. Of the program's own code only the hash is kept. */
public final class DeviceSignInStore {
    /** Time in which a person can confirm. */
    public static final Duration LIFE = Duration.ofMinutes(10);

    /** Least time between two questions of a program. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final int SLOWER_S = 5;
    private static final int WAITING = 10_000;

    private static final String ROOM =
            """
            delete from device_sign_in where device_hash in (
              select device_hash from device_sign_in where expires_at > now() and who = (
                select who from device_sign_in where expires_at > now()
                group by who order by count(*) desc, min(expires_at) limit 1)
              order by expires_at, device_hash
              limit greatest(0, (select count(*) from device_sign_in where expires_at > now()) + 1 - $1::int))""";

    private final Pool pool;
    private final SecureRandom random = new SecureRandom();

    /** What a program shows and keeps. */
    public record Begun(String deviceCode, UserCode userCode) {}

    public DeviceSignInStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * When as many wait as may, the oldest of whose address has most waits no more.
     *
     * @param who the program's address
     */
    public Future<Begun> begin(String label, Duration life, String who) {
        Begun begun = new Begun(Secrets.random(random), UserCode.random(random::nextInt));
        return pool.query("delete from device_sign_in where expires_at < now() - interval '1 hour'")
                .execute()
                .compose(deleted -> pool.preparedQuery(ROOM).execute(Tuple.of(WAITING)))
                .compose(there -> pool.preparedQuery(
                                """
                                insert into device_sign_in
                                  (device_hash, user_code, interval_s, expires_at, label, life_s, who)
                                values ($1, $2, $3::int, $4::timestamptz, $5, $6::int, $7)""")
                        .execute(Tuple.of(
                                Secrets.hash(begun.deviceCode()),
                                begun.userCode().letters(),
                                (int) INTERVAL.toSeconds(),
                                OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE),
                                label,
                                (int) life.toSeconds(),
                                who)))
                .map(begun);
    }

    /** Tells a program how it stands. That it is signed in is told once. */
    public Future<DevicePoll> poll(String deviceCode) {
        String sql =
                """
                update device_sign_in d set polled_at = now(),
                  interval_s = d.interval_s + case when b.early then $2::int else 0 end
                from (select device_hash,
                    coalesce(polled_at > now() - make_interval(secs => interval_s - 0.5), false) as early
                  from device_sign_in where device_hash = $1 for update) b
                where d.device_hash = b.device_hash
                returning d.state, d.subject, d.roles, d.label, d.life_s, d.not_after, d.by_grant, d.expires_at, b.early""";
        return pool.preparedQuery(sql)
                .execute(Tuple.of(Secrets.hash(deviceCode), SLOWER_S))
                .map(rows -> first(rows).map(DeviceSignInStore::decided).orElseGet(DevicePoll::unknown))
                .compose(poll -> poll.answer() == DevicePoll.Answer.SIGNED_IN
                        ? used(deviceCode).map(mine -> mine ? poll : DevicePoll.unknown())
                        : Future.succeededFuture(poll));
    }

    /**
     * @param by what the person acts by
     * @return false when no program waits for this code
     */
    public Future<Boolean> decide(UserCode code, SignIn person, Grant by, boolean approve) {
        return pool.preparedQuery(
                        """
                        update device_sign_in set state = $2, subject = $3, roles = $4, not_after = $5, by_grant = $6
                        where user_code = $1 and state = 'PENDING' and expires_at > now()""")
                .execute(Tuple.of(
                        code.letters(),
                        (approve ? DevicePoll.State.APPROVED : DevicePoll.State.DENIED).name(),
                        person.subject(),
                        person.roles().toArray(String[]::new),
                        GrantStore.end(by),
                        by.id().orElse(null)))
                .map(updated -> updated.rowCount() == 1);
    }

    private Future<Boolean> used(String deviceCode) {
        return pool.preparedQuery("delete from device_sign_in where device_hash = $1")
                .execute(Tuple.of(Secrets.hash(deviceCode)))
                .map(deleted -> deleted.rowCount() == 1);
    }

    private static DevicePoll decided(Row row) {
        Optional<DevicePoll.Approval> approval = Optional.ofNullable(row.getString("subject"))
                .map(subject -> new DevicePoll.Approval(
                        new SignIn(subject, List.of(row.getArrayOfStrings("roles"))),
                        row.getString("label"),
                        Duration.ofSeconds(row.getInteger("life_s")),
                        Optional.ofNullable(row.getUUID("by_grant")),
                        Optional.ofNullable(row.getOffsetDateTime("not_after")).map(OffsetDateTime::toInstant)));
        return DevicePoll.of(
                DevicePoll.State.valueOf(row.getString("state")),
                approval,
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getBoolean("early"),
                Instant.now());
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }
}
