package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.periapsis.portal.domain.Basket;

/** Reads of the portal's view. */
public final class PortalReads {
    private final Pool pool;

    public PortalReads(Pool pool) {
        this.pool = pool;
    }

    /** @return the basket; an empty one of version 0 when there is none */
    public Future<Basket> basket(UUID id) {
        return pool.preparedQuery("select version, product_ids, changes from basket where basket_id = $1")
                .execute(Tuple.of(id))
                .map(rows -> {
                    for (Row row : rows) {
                        return new Basket(
                                id,
                                row.getInteger(0),
                                List.of(row.getArrayOfStrings(1)),
                                List.of(row.getArrayOfUUIDs(2)));
                    }
                    return Basket.empty(id);
                });
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
