package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.periapsis.portal.domain.Standing;

/**
 * Tickets into sessions, and who has entered by one. Each hangs on the sign-in that it came from and goes with it. Secrets are
 * given out; only their hashes are kept.
 */
public final class SessionEntryStore {
    private static final Duration TICKET_LIFE = Duration.ofSeconds(30);

    private final Pool pool;
    private final SecureRandom random = new SecureRandom();

    /**
     * Who has entered, by a ticket that was used just now.
     *
     * @param secret the cookie's value, which is not kept
     * @param path where they wanted to go
     */
    public record Entered(String secret, String path) {}

    public SessionEntryStore(Pool pool) {
        this.pool = pool;
    }

    /** @return a ticket for one use within half a minute; empty when the sign-in is over */
    public Future<Optional<String>> ticket(String personCookie, String session, String path) {
        String ticket = Secrets.random(random);
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(TICKET_LIFE);
        return pool.preparedQuery(
                        """
                        with gone as (delete from session_ticket where expires_at < now())
                        insert into session_ticket (ticket_hash, cookie_hash, session_id, path, expires_at)
                        select $1, id_hash, $3::uuid, $4, $5::timestamptz from cookie_session where id_hash = $2 and expires_at > now()""")
                .execute(
                        Tuple.of(Secrets.hash(ticket), Secrets.hash(personCookie), UUID.fromString(session), path, end))
                .map(done -> done.rowCount() == 1 ? Optional.of(ticket) : Optional.empty());
    }

    /**
     * Uses a ticket. Who has entered already from the same sign-in keeps the cookie.
     *
     * @param present the cookie that the browser has; empty for none
     * @return empty when the ticket was used, is too old, is for another session, or its person has signed out
     */
    public Future<Optional<Entered>> enter(String ticket, String session, Optional<String> present) {
        String fresh = Secrets.random(random);
        return pool.preparedQuery(
                        """
                        with used as (
                          delete from session_ticket t using cookie_session c
                          where t.ticket_hash = $1 and t.session_id = $2 and t.expires_at > now()
                            and c.id_hash = t.cookie_hash and c.expires_at > now()
                          returning t.cookie_hash, t.session_id, t.path),
                        known as (
                          select e.entry_hash from session_entry e join used u
                            on e.cookie_hash = u.cookie_hash and e.session_id = u.session_id
                          where e.entry_hash = $4),
                        entered as (
                          insert into session_entry (entry_hash, cookie_hash, session_id)
                          select $3, cookie_hash, session_id from used where not exists (select 1 from known))
                        select path, exists (select 1 from known) from used""")
                .execute(Tuple.of(
                        Secrets.hash(ticket),
                        UUID.fromString(session),
                        Secrets.hash(fresh),
                        Secrets.hash(present.orElse(""))))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    Row row = rows.iterator().next();
                    return Optional.of(
                            new Entered(row.getBoolean(1) ? present.orElseThrow() : fresh, row.getString(0)));
                });
    }

    /** @return who entered this session with the cookie, while they are signed in */
    public Future<Optional<Standing>> person(String entryCookie, String session) {
        return pool.preparedQuery(
                        """
                        select c.grant_id, c.subject, c.roles, c.expires_at from session_entry e join cookie_session c on c.id_hash = e.cookie_hash
                        where e.entry_hash = $1 and e.session_id = $2 and c.expires_at > now()""")
                .execute(Tuple.of(Secrets.hash(entryCookie), UUID.fromString(session)))
                .map(GrantStore::standing);
    }

    /** @return those of the cookies whose persons are still signed in */
    public Future<Set<String>> stillIn(Collection<String> entryCookies) {
        List<String> cookies = List.copyOf(entryCookies);
        List<String> hashes = cookies.stream().map(Secrets::hash).toList();
        return pool.preparedQuery(
                        """
                        select e.entry_hash from session_entry e join cookie_session c on c.id_hash = e.cookie_hash
                        where e.entry_hash = any($1) and c.expires_at > now()""")
                .execute(Tuple.of(hashes.toArray(String[]::new)))
                .map(rows -> {
                    Set<String> known = new HashSet<>();
                    rows.forEach(row -> known.add(row.getString(0)));
                    Set<String> still = new HashSet<>();
                    for (int i = 0; i < hashes.size(); i++) {
                        if (known.contains(hashes.get(i))) {
                            still.add(cookies.get(i));
                        }
                    }
                    return still;
                });
    }
}
