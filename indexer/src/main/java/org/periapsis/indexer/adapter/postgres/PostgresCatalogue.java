package org.periapsis.indexer.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.periapsis.indexer.domain.search.Cursor;
import org.periapsis.indexer.domain.search.FoundProduct;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductCatalogue;
import org.periapsis.indexer.domain.search.ProductDetail;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Resolved;
import org.periapsis.indexer.domain.search.Results;
import org.periapsis.indexer.domain.search.SiteHoldings;
import org.periapsis.indexer.domain.search.Summary;
import org.periapsis.indexer.domain.view.Replica;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/** The view in PostgreSQL, for requests. */
public final class PostgresCatalogue implements ProductCatalogue {
    private final Pool pool;
    private final Turn turn;

    /** When a query is asked. */
    public interface Turn {
        Future<RowSet<Row>> of(Supplier<Future<RowSet<Row>>> query);
    }

    public PostgresCatalogue(Pool pool, Turn turn) {
        this.pool = pool;
        this.turn = turn;
    }

    private Future<RowSet<Row>> run(SqlText sql) {
        return turn.of(() -> pool.preparedQuery(sql.text()).execute(Tuple.from(sql.values())));
    }

    /** How many rows there were before they were cut. */
    private static long found(RowSet<Row> rows) {
        return rows.size() == 0 ? 0 : rows.iterator().next().getLong("found");
    }

    /** @throws TooMuch when rows were cut */
    private static RowSet<Row> whole(RowSet<Row> rows) {
        if (found(rows) > rows.size()) {
            throw new TooMuch();
        }
        return rows;
    }

    private static <T> List<T> list(RowSet<Row> rows, java.util.function.Function<Row, T> each) {
        return StreamSupport.stream(rows.spliterator(), false).map(each).toList();
    }

    @Override
    public CompletionStage<Results> search(ProductFilter filter, Viewer caller, Page page, Instant now) {
        return page(filter, caller, page, now).toCompletionStage();
    }

    private Future<Results> page(ProductFilter filter, Viewer caller, Page page, Instant now) {
        return run(SearchSql.page(filter, caller, page, now)).map(rows -> {
            List<FoundProduct> found = list(rows, row -> ProductRow.product(row, row.getDouble("sort_key")));
            int given = Math.min(found.size(), page.limit());
            if (given == 0 || found(rows) <= given) {
                return new Results(found, Optional.empty());
            }
            FoundProduct last = found.get(given - 1);
            Cursor next = new Cursor(page.sort(), last.sortKey(), last.head().id());
            return new Results(found.subList(0, given), Optional.of(next));
        });
    }

    @Override
    public CompletionStage<Results.Total> count(ProductFilter filter, Viewer caller, long bound, Instant now) {
        return run(SearchSql.count(filter, caller, bound, now))
                .map(rows -> total(rows.iterator().next().getLong(0), bound))
                .toCompletionStage();
    }

    private static Results.Total total(long counted, long bound) {
        return new Results.Total(Math.min(counted, bound), counted <= bound);
    }

    @Override
    public CompletionStage<Results.Facets> facets(ProductFilter filter, Viewer caller, long bound, Instant now) {
        return run(SearchSql.facets(filter, caller, bound, now))
                .map(rows -> {
                    long counted = 0;
                    Map<String, List<Results.Bucket>> buckets = new LinkedHashMap<>();
                    for (Row row : rows) {
                        if (row.getString(0).equals("total")) {
                            counted = row.getLong(2);
                        } else {
                            buckets.computeIfAbsent(row.getString(0), facet -> new ArrayList<>())
                                    .add(new Results.Bucket(row.getString(1), row.getLong(2)));
                        }
                    }
                    return new Results.Facets(total(counted, bound), buckets);
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Lookup> product(String id, Viewer caller, Instant now) {
        return run(SearchSql.byId(List.of(id), caller, now))
                .compose(rows -> {
                    if (rows.size() == 0 || !rows.iterator().next().getBoolean("visible")) {
                        return Future.<Lookup>succeededFuture(new Lookup.Missing());
                    }
                    FoundProduct found = ProductRow.product(rows.iterator().next(), 0);
                    return found.head().withdrawn()
                            ? Future.<Lookup>succeededFuture(new Lookup.Withdrawn())
                            : detail(found, caller, now);
                })
                .toCompletionStage();
    }

    private Future<Lookup> detail(FoundProduct found, Viewer caller, Instant now) {
        String id = found.head().id();
        List<String> inputs =
                found.content().provenance().map(p -> p.getInputIds()).orElse(List.of());
        Future<List<ProductDetail.Relative>> cameFrom = inputs.isEmpty()
                ? Future.succeededFuture(List.of())
                : run(SearchSql.inputs(inputs, caller, ProductDetail.MAX_RELATIVES, now))
                        .map(PostgresCatalogue::relatives);
        Future<List<ProductDetail.Relative>> ledTo = run(SearchSql.outputs(
                        id, caller, ProductDetail.MAX_RELATIVES, now))
                .map(PostgresCatalogue::relatives);
        return run(SearchSql.replicas(List.of(id)))
                .map(rows -> list(rows, ProductRow::replica))
                .compose(replicas -> Future.all(cameFrom, ledTo)
                        .map(done -> new Lookup.Found(
                                new ProductDetail(found, replicas, cameFrom.result(), ledTo.result()))));
    }

    private static List<ProductDetail.Relative> relatives(RowSet<Row> rows) {
        return list(rows, r -> new ProductDetail.Relative(r.getString(0), r.getString(1), r.getString(2)));
    }

    @Override
    public CompletionStage<Resolved> resolve(List<String> ids, Viewer caller, Instant now) {
        return run(SearchSql.byId(ids, caller, now))
                .map(PostgresCatalogue::whole)
                .compose(rows -> {
                    Map<String, Row> known = new HashMap<>();
                    rows.forEach(row -> known.put(row.getString("obs_publisher_did"), row));
                    List<FoundProduct> given = new ArrayList<>();
                    List<Resolved.Refusal> refusals = new ArrayList<>();
                    for (String id : ids) {
                        Optional<Resolved.Reason> reason = refusal(known.get(id));
                        if (reason.isPresent()) {
                            refusals.add(new Resolved.Refusal(id, reason.get()));
                        } else {
                            given.add(ProductRow.product(known.get(id), 0));
                        }
                    }
                    return items(given, caller, now).map(items -> new Resolved(items, refusals, Optional.empty()));
                })
                .toCompletionStage();
    }

    private static Optional<Resolved.Reason> refusal(Row row) {
        if (row == null || !row.getBoolean("visible")) {
            return Optional.of(Resolved.Reason.UNKNOWN);
        }
        return row.getBoolean("withdrawn") ? Optional.of(Resolved.Reason.WITHDRAWN) : Optional.empty();
    }

    @Override
    public CompletionStage<Resolved> resolve(ProductFilter filter, Viewer caller, Page page, Instant now) {
        return page(filter, caller, page, now)
                .compose(results -> items(results.products(), caller, now)
                        .map(items -> new Resolved(items, List.of(), results.next())))
                .toCompletionStage();
    }

    private Future<List<Resolved.Item>> items(List<FoundProduct> products, Viewer caller, Instant now) {
        Rights rights = Rights.of(caller);
        List<String> ids = products.stream().map(p -> p.head().id()).toList();
        return run(SearchSql.replicas(ids)).map(PostgresCatalogue::whole).map(rows -> {
            Map<String, List<Replica>> replicas = new HashMap<>();
            for (Row row : rows) {
                Replica replica = ProductRow.replica(row);
                replicas.computeIfAbsent(replica.key().productId(), id -> new ArrayList<>())
                        .add(replica);
            }
            return products.stream()
                    .map(p -> new Resolved.Item(
                            p,
                            present(p, replicas.getOrDefault(p.head().id(), List.of())),
                            rights.granted(p.rights(), now)))
                    .toList();
        });
    }

    private static List<Replica> present(FoundProduct product, List<Replica> replicas) {
        return replicas.stream()
                .filter(r -> r.standing().state() == Replica.State.HELD
                        && r.revision() >= product.head().bytesRevision())
                .toList();
    }

    @Override
    public CompletionStage<Summary> summary(List<String> ids, Viewer caller, Instant now) {
        Future<Summary> found = counted(ProductFilter.ids(ids), caller, now);
        return run(SearchSql.gone(ids, caller, Summary.MAX_GONE, now))
                .compose(rows -> found.map(summary -> new Summary(
                        summary.count(),
                        summary.bytes(),
                        summary.exact(),
                        summary.sites(),
                        list(rows, row -> row.getString(0)),
                        rows.size() == 0 ? 0 : rows.iterator().next().getLong(1))))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Summary> summary(ProductFilter filter, Viewer caller, Instant now) {
        return counted(filter, caller, now).toCompletionStage();
    }

    private Future<Summary> counted(ProductFilter filter, Viewer caller, Instant now) {
        return run(SearchSql.summary(filter, caller, Summary.MAX_COUNTED + 1L, now))
                .map(rows -> {
                    Row all = rows.iterator().next();
                    List<Summary.AtSite> sites = list(rows, row -> row).stream()
                            .skip(1)
                            .map(row -> new Summary.AtSite(row.getString(0), row.getLong(1), row.getLong(2)))
                            .toList();
                    long count = all.getLong(1);
                    return new Summary(count, all.getLong(2), count <= Summary.MAX_COUNTED, sites, List.of(), 0);
                });
    }

    @Override
    public CompletionStage<List<SiteHoldings>> holdings(Viewer caller, Instant now) {
        return run(SearchSql.holdings(caller, SiteHoldings.MAX_COLLECTIONS, now))
                .map(rows -> {
                    Map<String, List<SiteHoldings.OfCollection>> collections = new HashMap<>();
                    rows.forEach(row -> {
                        if (row.getLong("place") > 0) {
                            collections
                                    .computeIfAbsent(row.getString("site"), site -> new ArrayList<>())
                                    .add(new SiteHoldings.OfCollection(
                                            row.getString("obs_collection"),
                                            row.getLong("products"),
                                            row.getLong("bytes")));
                        }
                    });
                    return list(rows, row -> row).stream()
                            .filter(row -> row.getLong("place") == 0)
                            .map(row -> new SiteHoldings(
                                    row.getString("site"),
                                    row.getLong("products"),
                                    row.getLong("bytes"),
                                    collections.getOrDefault(row.getString("site"), List.of())))
                            .toList();
                })
                .toCompletionStage();
    }

    @Override
    public CompletionStage<List<String>> known(List<String> ids, Viewer caller, Instant now) {
        return run(SearchSql.known(ids, caller, now))
                .map(rows -> list(rows, row -> row.getString(0)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, ProductRights>> rights(List<String> ids) {
        return run(SearchSql.rights(ids))
                .map(rows -> {
                    Map<String, ProductRights> rights = new LinkedHashMap<>();
                    rows.forEach(row -> rights.put(row.getString("obs_publisher_did"), ProductRow.rights(row)));
                    return rights;
                })
                .toCompletionStage();
    }
}
