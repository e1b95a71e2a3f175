package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.periapsis.kit.auth.Grant;
import org.periapsis.portal.domain.GrantEntry;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.Standing;

/** What people's acts rest on: what was given, whether it still holds, and its end. */
public final class GrantStore {
    /** Of one person's, all of which they see. */
    private static final int MOST_TOKENS = 400;

    private static final int LISTED = 500;

    private final Pool pool;

    public GrantStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * One row while a grant holds, or when there is none to rest on. It is locked until the statement is done: whoever revokes it
     * waits, and then sees what the statement has made.
     */
    static final String RESTING =
            """
            with token as (select 1 from program_token where grant_id = %1$s and expires_at > now() for key share),
            cookie as (select 1 from cookie_session where grant_id = %1$s and expires_at > now() for key share),
            rests as (select 1 where %1$s is null or exists (select from token) or exists (select from cookie))
            """;

    private static final String GIVE = RESTING.formatted("$8::uuid")
            + """
            , over as (delete from program_token where expires_at < now())
            insert into program_token (grant_id, parent, subject, roles, label, expires_at)
            select $1::uuid, $2::uuid, $3::text, $4::text[], $5::text, $6::timestamptz from rests where $7::int8 >
              (select count(*) from program_token where subject = $3::text and expires_at > now())""";

    /**
     * Keeps a token that is about to be made.
     *
     * @param parent what it ends with; empty for none
     * @param by what has to hold as it is made; empty for nothing
     * @return its id; empty when the person has as many as one may have; failed with {@link Revoked} when that does not hold
     */
    public Future<Optional<UUID>> give(
            Optional<UUID> parent, Optional<UUID> by, SignIn person, String label, Instant expires) {
        UUID grant = UUID.randomUUID();
        return pool.preparedQuery(GIVE)
                .execute(Tuple.of(
                        grant,
                        parent.orElse(null),
                        person.subject(),
                        person.roles().toArray(String[]::new),
                        label,
                        time(expires),
                        (long) MOST_TOKENS,
                        by.orElse(null)))
                .compose(rows -> rows.rowCount() == 1
                        ? Future.succeededFuture(Optional.of(grant))
                        : by.map(id -> good(List.of(id)))
                                .orElseGet(() -> Future.succeededFuture(Set.of()))
                                .map(good -> {
                                    if (by.isPresent() && good.isEmpty()) {
                                        throw new Revoked();
                                    }
                                    return Optional.empty();
                                }));
    }

    /** @return what a program's token amounts to now; empty when it was revoked or is over. Notes the use, to the minute. */
    public Future<Optional<Standing>> standing(UUID grant) {
        return pool.preparedQuery(
                        """
                        with used as (update program_token set used_at = now()
                          where grant_id = $1 and (used_at is null or used_at < now() - interval '1 minute'))
                        select grant_id, subject, roles, expires_at from program_token
                        where grant_id = $1 and expires_at > now()""")
                .execute(Tuple.of(grant))
                .map(GrantStore::standing);
    }

    /** @return those of the given that still hold */
    public Future<Set<UUID>> good(Collection<UUID> grants) {
        return pool.preparedQuery(
                        """
                        select grant_id from program_token where grant_id = any($1) and expires_at > now()
                        union all select grant_id from cookie_session where grant_id = any($1) and expires_at > now()""")
                .execute(Tuple.of(grants.toArray(UUID[]::new)))
                .map(GrantStore::ids)
                .map(HashSet::new);
    }

    /** @return a person's grants, the newest first */
    public Future<List<GrantEntry>> of(String subject) {
        return pool.preparedQuery(
                        """
                        select 'PROGRAM' as kind, grant_id, label, roles, created_at, used_at, expires_at from program_token
                          where subject = $1 and expires_at > now()
                        union all
                        select 'BROWSER', grant_id, label, roles, created_at, used_at, expires_at from cookie_session
                          where subject = $1 and expires_at > now()
                        order by created_at desc limit $2""")
                .execute(Tuple.of(subject, LISTED))
                .map(rows -> {
                    List<GrantEntry> entries = new ArrayList<>();
                    rows.forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /** Ends one of a person's grants and all that were asked for with it. @return what has ended; empty when there is no such */
    public Future<List<UUID>> revoke(String subject, UUID grant) {
        return all(
                """
                with recursive gone (grant_id) as (
                  select $2::uuid union select t.grant_id from program_token t join gone g on t.parent = g.grant_id),
                tokens as (delete from program_token
                  where subject = $1 and grant_id in (select grant_id from gone) returning grant_id),
                cookies as (delete from cookie_session
                  where subject = $1 and grant_id in (select grant_id from gone) returning grant_id)
                select grant_id from tokens union all select grant_id from cookies""",
                Tuple.of(subject, grant));
    }

    /** Ends all of a person's grants. */
    public Future<List<UUID>> revokeAll(String subject) {
        return all(
                """
                with tokens as (delete from program_token where subject = $1 returning grant_id),
                cookies as (delete from cookie_session where subject = $1 returning grant_id)
                select grant_id from tokens union all select grant_id from cookies""",
                Tuple.of(subject));
    }

    /**
     * Again until nothing is left: what is made of a grant while it is being ended is there when it has ended, and was not to be
     * seen when that began.
     */
    private Future<List<UUID>> all(String ends, Tuple of) {
        return pool.preparedQuery(ends)
                .execute(of)
                .map(GrantStore::ids)
                .compose(gone -> gone.isEmpty()
                        ? Future.succeededFuture(gone)
                        : all(ends, of).map(more -> {
                            gone.addAll(more);
                            return gone;
                        }));
    }

    static Optional<Standing> standing(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(rows.iterator().next())
                        .map(row -> new Standing(
                                row.getUUID("grant_id"),
                                new SignIn(row.getString("subject"), List.of(row.getArrayOfStrings("roles"))),
                                row.getOffsetDateTime("expires_at").toInstant()));
    }

    private static List<UUID> ids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getUUID("grant_id")));
        return ids;
    }

    private static GrantEntry entry(Row row) {
        return new GrantEntry(
                row.getUUID("grant_id"),
                GrantEntry.Kind.valueOf(row.getString("kind")),
                row.getString("label"),
                List.of(row.getArrayOfStrings("roles")),
                row.getOffsetDateTime("created_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("used_at")).map(OffsetDateTime::toInstant),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    /** @return null when it has no end */
    static OffsetDateTime end(Grant grant) {
        return grant.expires().equals(Instant.MAX) ? null : time(grant.expires());
    }

    /** Of the columns not_after and by_grant. */
    static Grant by(Row row) {
        return new Grant(
                Optional.ofNullable(row.getUUID("by_grant")),
                Optional.ofNullable(row.getOffsetDateTime("not_after"))
                        .map(OffsetDateTime::toInstant)
                        .orElse(Instant.MAX));
    }

    static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
