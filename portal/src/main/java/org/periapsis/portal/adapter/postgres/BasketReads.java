package org.periapsis.portal.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.Owner;
import org.periapsis.portal.domain.Basket;
import org.periapsis.portal.domain.BasketContent;

/** Reads baskets from the portal's view. */
public final class BasketReads {
    private static final String SELECT =
            """
            select basket_id, issuer, subject, version, name, product_ids, query, changes,
              teams || array(select team from basket_reader r where r.basket_id = basket.basket_id) as readers
            from basket where basket_id = $1""";

    private final Pool pool;

    public BasketReads(Pool pool) {
        this.pool = pool;
    }

    /** @return the basket and who, besides its owner, may read it; empty when it was never filled */
    public Future<Optional<Basket.Shared>> shared(UUID id) {
        return pool.preparedQuery(SELECT).execute(Tuple.of(id)).map(rows -> {
            for (Row row : rows) {
                return Optional.of(new Basket.Shared(basket(row), List.of(row.getArrayOfStrings("readers"))));
            }
            return Optional.empty();
        });
    }

    private static Basket basket(Row row) {
        return new Basket(
                row.getUUID("basket_id"),
                new Owner(row.getString("issuer"), row.getString("subject")),
                row.getInteger("version"),
                new BasketContent(
                        row.getString("name"),
                        List.of(row.getArrayOfStrings("product_ids")),
                        Optional.ofNullable(row.getString("query"))),
                List.of(row.getArrayOfUUIDs("changes")));
    }
}
