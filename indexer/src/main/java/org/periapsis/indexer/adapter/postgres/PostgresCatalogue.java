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
import java.util.stream.StreamSupport;
import org.periapsis.indexer.domain.search.Caller;
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

/** The view in PostgreSQL, for requests. */
public final class PostgresCatalogue implements ProductCatalogue {
    private final Pool pool;

    public PostgresCatalogue(Pool pool) {
        this.pool = pool;
    }

    private Future<RowSet<Row>> run(SqlText sql) {
        return pool.preparedQuery(sql.text()).execute(Tuple.from(sql.values()));
    }

    private static <T> List<T> list(RowSet<Row> rows, java.util.function.Function<Row, T> each) {
        return StreamSupport.stream(rows.spliterator(), false).map(each).toList();
    }

    @Override
    public CompletionStage<Results> search(ProductFilter filter, Caller caller, Page page, Instant now) {
        return page(filter, caller, page, now).toCompletionStage();
    }

    private Future<Results> page(ProductFilter filter, Caller caller, Page page, Instant now) {
        return run(SearchSql.page(filter, caller, page, now)).map(rows -> {
            List<FoundProduct> found = list(rows, row -> ProductRow.product(row, row.getDouble("sort_key")));
            if (found.size() <= page.limit()) {
                return new Results(found, Optional.empty());
            }
            FoundProduct last = found.get(page.limit() - 1);
            Cursor next = new Cursor(page.sort(), last.sortKey(), last.head().id());
            return new Results(found.subList(0, page.limit()), Optional.of(next));
        });
    }

    @Override
    public CompletionStage<Results.Total> count(ProductFilter filter, Caller caller, long bound, Instant now) {
        return run(SearchSql.count(filter, caller, bound, now))
                .map(rows -> total(rows.iterator().next().getLong(0), bound))
                .toCompletionStage();
    }

    private static Results.Total total(long counted, long bound) {
        return new Results.Total(Math.min(counted, bound), counted <= bound);
    }

    @Override
    public CompletionStage<Results.Facets> facets(ProductFilter filter, Caller caller, long bound, Instant now) {
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
    public CompletionStage<Lookup> product(String id, Caller caller, Instant now) {
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

    private Future<Lookup> detail(FoundProduct found, Caller caller, Instant now) {
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
    public CompletionStage<Resolved> resolve(List<String> ids, Caller caller, Instant now) {
        return run(SearchSql.byId(ids, caller, now))
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
                    return items(given).map(items -> new Resolved(items, refusals, Optional.empty()));
                })
                .toCompletionStage();
    }

    private static Optional<Resolved.Reason> refusal(Row row) {
        if (row == null) {
            return Optional.of(Resolved.Reason.UNKNOWN);
        }
        if (!row.getBoolean("visible")) {
            return Optional.of(Resolved.Reason.NOT_ALLOWED);
        }
        return row.getBoolean("withdrawn") ? Optional.of(Resolved.Reason.WITHDRAWN) : Optional.empty();
    }

    @Override
    public CompletionStage<Resolved> resolve(ProductFilter filter, Caller caller, Page page, Instant now) {
        return page(filter, caller, page, now)
                .compose(results ->
                        items(results.products()).map(items -> new Resolved(items, List.of(), results.next())))
                .toCompletionStage();
    }

    private Future<List<Resolved.Item>> items(List<FoundProduct> products) {
        List<String> ids = products.stream().map(p -> p.head().id()).toList();
        return run(SearchSql.replicas(ids)).map(rows -> {
            Map<String, List<Replica>> replicas = new HashMap<>();
            for (Row row : rows) {
                Replica replica = ProductRow.replica(row);
                replicas.computeIfAbsent(replica.key().productId(), id -> new ArrayList<>())
                        .add(replica);
            }
            return products.stream()
                    .map(p -> new Resolved.Item(
                            p, present(p, replicas.getOrDefault(p.head().id(), List.of()))))
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
    public CompletionStage<Summary> summary(List<String> ids, Caller caller, Instant now) {
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
    public CompletionStage<Summary> summary(ProductFilter filter, Caller caller, Instant now) {
        return counted(filter, caller, now).toCompletionStage();
    }

    private Future<Summary> counted(ProductFilter filter, Caller caller, Instant now) {
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
    public CompletionStage<List<SiteHoldings>> holdings() {
        Future<Map<String, List<SiteHoldings.OfCollection>>> collections = run(new SqlText()
                        .add(
                                """
                                select site, obs_collection, products, bytes from (select *, row_number() over
                                (partition by site order by bytes desc, obs_collection) as place
                                from holding_collection where products > 0) as ranked
                                where place <= ? order by site, place""",
                                SiteHoldings.MAX_COLLECTIONS))
                .map(rows -> {
                    Map<String, List<SiteHoldings.OfCollection>> bySite = new HashMap<>();
                    rows.forEach(row -> bySite.computeIfAbsent(row.getString(0), site -> new ArrayList<>())
                            .add(new SiteHoldings.OfCollection(row.getString(1), row.getLong(2), row.getLong(3))));
                    return bySite;
                });
        return run(new SqlText().add("select site, products, bytes from holding order by site limit 1000"))
                .compose(rows -> collections.map(bySite -> list(
                        rows,
                        row -> new SiteHoldings(
                                row.getString(0),
                                row.getLong(1),
                                row.getLong(2),
                                bySite.getOrDefault(row.getString(0), List.of())))))
                .toCompletionStage();
    }
}
