package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.portal.domain.GrantEntry;
import org.periapsis.portal.domain.RunPlace;
import org.periapsis.portal.domain.Standing;

/** The tokens of runs: what was given to which, and whether its person still lets it. */
public final class RunTokenStore {
    private static final int LISTED = 500;

    private final Pool pool;

    public RunTokenStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Whose run it is.
     *
     * @param kind session or job
     * @param requested when the person asked for it
     * @param putOuts how often somebody has been put out of it
     */
    public record Owned(RunPlace place, String kind, String site, String subject, Instant requested, long putOuts) {}

    /**
     * A run's token that holds, as far as this store knows.
     *
     * @param putOuts how often somebody had been put out of it when the token was given
     */
    public record Kept(Standing standing, RunPlace place, String site, long putOuts) {}

    /**
     * Gives a run its token, or the one that it has a later end; another one when somebody has been put out since.
     *
     * @return its id; empty when its person revoked it, or has signed out everywhere since they asked for the run
     */
    public Future<Optional<UUID>> give(Owned run, Instant expires) {
        return pool.preparedQuery(
                        """
                        with over as (delete from run_token
                          where expires_at < now() - case when revoked then interval '400 days' else interval '1 hour' end
                            and not (entity_id = $4 and run_id = $5 and epoch = $6))
                        insert into run_token
                          (grant_id, subject, kind, entity_id, run_id, epoch, site, expires_at, put_outs)
                        select $1, $2, $3, $4, $5, $6, $7, $8, $10
                        where not exists (select 1 from signed_out_everywhere where subject = $2 and at >= $9)
                        on conflict (entity_id, run_id, epoch) do update set expires_at = excluded.expires_at,
                          put_outs = greatest(run_token.put_outs, excluded.put_outs),
                          grant_id = case when run_token.put_outs < excluded.put_outs
                            then excluded.grant_id else run_token.grant_id end
                          where not run_token.revoked
                        returning grant_id""")
                .execute(Tuple.tuple()
                        .addUUID(UUID.randomUUID())
                        .addString(run.subject())
                        .addString(run.kind())
                        .addUUID(run.place().entity())
                        .addString(run.place().run())
                        .addInteger(run.place().epoch())
                        .addString(run.site())
                        .addOffsetDateTime(GrantStore.time(expires))
                        .addOffsetDateTime(GrantStore.time(run.requested()))
                        .addLong(run.putOuts()))
                .map(RunTokenStore::first)
                .map(row -> row.map(each -> each.getUUID("grant_id")));
    }

    /** @return what a run's token amounts to; empty when it was revoked or is over. Notes the use, to the minute. */
    public Future<Optional<Kept>> of(UUID grant) {
        return pool.preparedQuery(
                        """
                        with used as (update run_token set used_at = now()
                          where grant_id = $1 and (used_at is null or used_at < now() - interval '1 minute'))
                        select grant_id, subject, entity_id, run_id, epoch, site, expires_at, put_outs from run_token
                        where grant_id = $1 and not revoked and expires_at > now()""")
                .execute(Tuple.of(grant))
                .map(rows -> first(rows).map(RunTokenStore::kept));
    }

    /** @return those of the given that hold, as far as this store knows */
    public Future<List<Kept>> of(Collection<UUID> grants) {
        return pool.preparedQuery(
                        """
                        select grant_id, subject, entity_id, run_id, epoch, site, expires_at, put_outs from run_token
                        where grant_id = any($1) and not revoked and expires_at > now()""")
                .execute(Tuple.of(grants.toArray(UUID[]::new)))
                .map(rows -> {
                    List<Kept> kept = new ArrayList<>();
                    rows.forEach(row -> kept.add(kept(row)));
                    return kept;
                });
    }

    /** @return a person's, the newest first */
    public Future<List<GrantEntry>> list(String subject) {
        return pool.preparedQuery(
                        """
                        select grant_id, kind, entity_id, site, created_at, used_at, expires_at from run_token
                        where subject = $1 and not revoked and expires_at > now() order by created_at desc limit $2""")
                .execute(Tuple.of(subject, LISTED))
                .map(rows -> {
                    List<GrantEntry> entries = new ArrayList<>();
                    rows.forEach(row -> entries.add(entry(row)));
                    return entries;
                });
    }

    /** The run is over: so is its token. */
    public Future<Void> end(UUID grant) {
        return pool.preparedQuery("delete from run_token where grant_id = $1 and not revoked")
                .execute(Tuple.of(grant))
                .mapEmpty();
    }

    /** Revokes one of a person's: its run gets no other. @return what has ended; empty when there is no such */
    public Future<List<UUID>> revoke(String subject, UUID grant) {
        return pool.preparedQuery(
                        """
                        update run_token set revoked = true where subject = $1 and grant_id = $2 and not revoked
                        returning grant_id""")
                .execute(Tuple.of(subject, grant))
                .map(RunTokenStore::ids);
    }

    /** Revokes all of a person's: the runs that they have asked for until now get no other. */
    public Future<List<UUID>> revokeAll(String subject) {
        return pool.preparedQuery(
                        """
                        with noted as (insert into signed_out_everywhere values ($1, now())
                          on conflict (subject) do update set at = now())
                        delete from run_token where subject = $1 and not revoked returning grant_id""")
                .execute(Tuple.of(subject))
                .map(RunTokenStore::ids);
    }

    private static Kept kept(Row row) {
        Standing standing = Standing.ofRun(
                row.getUUID("grant_id"),
                row.getString("subject"),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getUUID("entity_id"));
        RunPlace place = new RunPlace(row.getUUID("entity_id"), row.getString("run_id"), row.getInteger("epoch"));
        return new Kept(standing, place, row.getString("site"), row.getLong("put_outs"));
    }

    private static GrantEntry entry(Row row) {
        String what = row.getString("kind").toLowerCase(Locale.ROOT);
        return new GrantEntry(
                row.getUUID("grant_id"),
                GrantEntry.Kind.RUN,
                what + " " + row.getUUID("entity_id") + " at " + row.getString("site"),
                List.of(),
                row.getOffsetDateTime("created_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("used_at")).map(OffsetDateTime::toInstant),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static List<UUID> ids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.getUUID("grant_id")));
        return ids;
    }
}
