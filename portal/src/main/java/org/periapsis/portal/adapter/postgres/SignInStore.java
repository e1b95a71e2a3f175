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
     * @param notAfter from when on nothing that it gives is good any more; empty for no bound
     */
    public record Redeemed(SignIn signIn, String next, Optional<Instant> notAfter) {}

    public SignInStore(Pool pool) {
        this.pool = pool;
    }

    public static Duration cookieLife() {
        return COOKIE_LIFE;
    }

    /** @return the link's code, which is not kept */
    public Future<String> createLink(SignIn signIn, String next, Optional<Instant> notAfter) {
        String code = Secrets.random(random);
        return pool.preparedQuery("insert into sign_in_link (code_hash, subject, roles, next, expires_at, not_after)"
                        + " values ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(
                        Secrets.hash(code),
                        signIn.subject(),
                        signIn.roles().toArray(String[]::new),
                        next,
                        in(LINK_LIFE),
                        notAfter.map(GrantStore::time).orElse(null)))
                .map(code);
    }

    /** @return whom the code was for; empty when it was used, is too old or never was */
    public Future<Optional<Redeemed>> redeem(String code) {
        return pool.preparedQuery(
                        "delete from sign_in_link where code_hash = $1 and expires_at > now() returning subject,"
                                + " roles, next, not_after")
                .execute(Tuple.of(Secrets.hash(code)))
                .map(rows -> first(rows)
                        .map(row -> new Redeemed(
                                signIn(row),
                                row.getString("next"),
                                Optional.ofNullable(row.getOffsetDateTime("not_after"))
                                        .map(OffsetDateTime::toInstant))));
    }

    /**
     * @param label what the browser says it is
     * @return the cookie's value, which is not kept
     */
    public Future<String> createCookie(SignIn signIn, String label, Optional<Instant> notAfter) {
        String value = Secrets.random(random);
        OffsetDateTime usual = in(COOKIE_LIFE);
        return pool.preparedQuery(
                        """
                        with over as (delete from cookie_session where expires_at < now())
                        insert into cookie_session (id_hash, subject, roles, label, expires_at) values ($1, $2, $3, $4, $5)""")
                .execute(Tuple.of(
                        Secrets.hash(value),
                        signIn.subject(),
                        signIn.roles().toArray(String[]::new),
                        label,
                        notAfter.map(GrantStore::time).filter(usual::isAfter).orElse(usual)))
                .map(value);
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
