package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.periapsis.kit.auth.Grant;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.Standing;

/** One-time links and cookie sessions. Secrets never go on the log; here only their hashes are kept. */
public final class SignInStore {
    private static final Duration LINK_LIFE = Duration.ofMinutes(30);
    private static final Duration COOKIE_LIFE = Duration.ofDays(14);

    private final Pool pool;
    private final SecureRandom random = new SecureRandom();

    /**
     * Who a link was for, and where they go.
     *
     * @param by what it was made with: what it gives is not good for longer, and it gives nothing when that was revoked before
     */
    public record Redeemed(SignIn signIn, String next, Grant by) {}

    public SignInStore(Pool pool) {
        this.pool = pool;
    }

    public static Duration cookieLife() {
        return COOKIE_LIFE;
    }

    /** @return the link's code, which is not kept */
    public Future<String> createLink(SignIn signIn, String next, Grant by) {
        String code = Secrets.random(random);
        return pool.preparedQuery(
                        "insert into sign_in_link (code_hash, subject, roles, next, expires_at, not_after, by_grant)"
                                + " values ($1, $2, $3, $4, $5, $6, $7)")
                .execute(Tuple.of(
                        Secrets.hash(code),
                        signIn.subject(),
                        signIn.roles().toArray(String[]::new),
                        next,
                        in(LINK_LIFE),
                        GrantStore.end(by),
                        by.id().orElse(null)))
                .map(code);
    }

    /** @return whom the code was for; empty when it was used, is too old or never was */
    public Future<Optional<Redeemed>> redeem(String code) {
        return pool.preparedQuery(
                        "delete from sign_in_link where code_hash = $1 and expires_at > now() returning subject,"
                                + " roles, next, not_after, by_grant")
                .execute(Tuple.of(Secrets.hash(code)))
                .map(rows ->
                        first(rows).map(row -> new Redeemed(signIn(row), row.getString("next"), GrantStore.by(row))));
    }

    /**
     * @param label what the browser says it is
     * @return the cookie's value, which is not kept; failed with {@link Revoked} when what it rests on is no more
     */
    public Future<String> createCookie(SignIn signIn, String label, Grant by) {
        String value = Secrets.random(random);
        OffsetDateTime usual = in(COOKIE_LIFE);
        return pool.preparedQuery(
                        GrantStore.RESTING.formatted("$6::uuid")
                                + """
                        , over as (delete from cookie_session where expires_at < now())
                        insert into cookie_session (id_hash, subject, roles, label, expires_at)
                        select $1::text, $2::text, $3::text[], $4::text, $5::timestamptz from rests""")
                .execute(Tuple.of(
                        Secrets.hash(value),
                        signIn.subject(),
                        signIn.roles().toArray(String[]::new),
                        label,
                        Optional.ofNullable(GrantStore.end(by))
                                .filter(usual::isAfter)
                                .orElse(usual),
                        by.id().orElse(null)))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new Revoked();
                    }
                    return value;
                });
    }

    /** Notes the use, to the minute. */
    public Future<Optional<Standing>> ofCookie(String value) {
        return pool.preparedQuery(
                        """
                        with used as (update cookie_session set used_at = now()
                          where id_hash = $1 and (used_at is null or used_at < now() - interval '1 minute'))
                        select grant_id, subject, roles, expires_at from cookie_session
                        where id_hash = $1 and expires_at > now()""")
                .execute(Tuple.of(Secrets.hash(value)))
                .map(GrantStore::standing);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static SignIn signIn(Row row) {
        return new SignIn(row.getString("subject"), List.of(row.getArrayOfStrings("roles")));
    }

    private static OffsetDateTime in(Duration life) {
        return OffsetDateTime.now(ZoneOffset.UTC).plus(life);
    }
}
