package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Reads of the portal's view. */
public final class PortalReads {
    private final Pool pool;

    public PortalReads(Pool pool) {
        this.pool = pool;
    }

    /** @return the teams that a person belongs to */
    public Future<List<String>> teams(String issuer, String subject) {
        return pool.preparedQuery("select team from member where issuer = $1 and subject = $2 order by team limit 1000")
                .execute(Tuple.of(issuer, subject))
                .map(rows -> {
                    List<String> teams = new ArrayList<>();
                    rows.forEach(row -> teams.add(row.getString(0)));
                    return teams;
                });
    }
}
