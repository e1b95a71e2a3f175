package org.periapsis.indexer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.postgres.DatabaseRole;
import org.periapsis.embedded.postgres.DatabaseSettings;
import org.periapsis.embedded.postgres.EmbeddedDatabase;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Sort;
import org.periapsis.indexer.domain.search.Summary;
import org.periapsis.indexer.domain.search.Term;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.postgres.PgPools;
import org.periapsis.kit.postgres.ViewStore;
import org.periapsis.kit.rights.Viewer;

/** 100,000 generated products: what people ask reads no whole table, and what counts them is bounded. */
class LargeCatalogueIT {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final String PASSWORD = "indexer-secret";
    private static final String GENERATE =
            """
            insert into product (obs_publisher_did, obs_collection, data_rights, all_sky, words, revision, bytes_revision,
              withdrawn, archive, site, size, manifest_sha256, files, intake, ingested_at, revised_at, event_ids, input_ids)
            select 'ivo://a?' || lpad(n::text, 6, '0'), 'c' || n % 20,
              case when n % 10 = 0 then 'proprietary' else 'public' end, false, ''::tsvector, 1, 1, false,
              'a', 'esac', 1000, n::text, '[]', 'http', now(), now(), '{}',
              case when n % 50 = 0 then array['ivo://a?' || lpad((n / 50)::text, 6, '0')] end
            from generate_series(1, 100000) as n;
            insert into replica (obs_publisher_did, site, state, revision, kind, objects, size, added_at)
            select obs_publisher_did, case when hashtext(obs_publisher_did) % 3 = 0 then 'jive' else 'esac' end, 'held', 1,
              'OBJECT', '[]', 1000, now() from product;
            insert into holding select site, count(*), sum(size) from replica group by 1;
            insert into holding_collection (site, obs_collection, data_rights, archive, products, bytes)
            select r.site, obs_collection, data_rights, archive, count(*), sum(r.size)
            from replica r join product p using (obs_publisher_did) group by 1, 2, 3, 4;
            analyze product; analyze replica""";

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static EmbeddedDatabase database;
    private static Pool pool;
    private static PostgresCatalogue catalogue;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        database = EmbeddedDatabase.start(
                new DatabaseSettings(directory.resolve("pg"), Path.of("target", "postgres"), 0, false));
        database.provision(List.of(new DatabaseRole("indexer", PASSWORD)));
        PostgresConfig config = new PostgresConfig(
                "127.0.0.1", database.port(), EmbeddedDatabase.DATABASE, "indexer", new Secret(PASSWORD), "indexer", 4);
        try (Connection connection = ViewStore.open(config)) {
            ProductView.migrate(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(GENERATE);
            }
        }
        pool = PgPools.open(vertx, config, Map.of("plan_cache_mode", "force_custom_plan"));
        catalogue = new PostgresCatalogue(pool, Supplier::get);
    }

    @AfterAll
    static void stop() throws Exception {
        get(pool.close());
        database.close();
        get(vertx.close());
    }

    @Test
    void listedProductsAreFoundByTheirIds() throws Exception {
        List<String> ids = ids(100);
        assertNoWholeTable(SearchSql.summary(ProductFilter.ids(ids), Viewer.nobody(), Summary.MAX_COUNTED + 1L, NOW));
        assertNoWholeTable(SearchSql.gone(ids, Viewer.nobody(), Summary.MAX_GONE, NOW));
    }

    @Test
    void whatWasMadeFromAProductIsFoundByItsInput() throws Exception {
        ProductFilter made = new ProductFilter(
                ProductFilter.any().sky(),
                ProductFilter.any().time(),
                ProductFilter.any().energy(),
                Map.of(Term.INPUT, List.of("ivo://a?000042")),
                List.of());
        assertNoWholeTable(SearchSql.page(made, Viewer.nobody(), new Page(Sort.ID, 50, Optional.empty()), NOW));
        Summary summary = get(Future.fromCompletionStage(catalogue.summary(made, Viewer.nobody(), NOW)));
        // Number 2100 was made from number 42, and is proprietary.
        assertThat(summary.count()).isZero();
    }

    @Test
    void tenThousandListedProductsAndAllThatAQueryFindsAreSummed() throws Exception {
        Summary listed = get(Future.fromCompletionStage(catalogue.summary(ids(10_000), Viewer.nobody(), NOW)));
        assertThat(listed.count()).isEqualTo(9_000);
        assertThat(listed.goneCount()).isEqualTo(1_000);
        assertThat(listed.gone()).hasSize(Summary.MAX_GONE);
        Summary all = get(Future.fromCompletionStage(catalogue.summary(ProductFilter.any(), Viewer.nobody(), NOW)));
        assertThat(all.count()).isEqualTo(90_000);
        assertThat(all.bytes()).isEqualTo(90_000_000);
        assertThat(all.exact()).isTrue();
        assertThat(all.sites().stream().mapToLong(Summary.AtSite::localBytes).sum())
                .isEqualTo(90_000_000);
    }

    @Test
    void holdingsAreReadFromTheirSums() throws Exception {
        assertThat(get(Future.fromCompletionStage(
                        catalogue.holdings(Viewer.of("i", "op", Set.of("operator"), Set.of()), NOW))))
                .hasSize(2)
                .allSatisfy(site -> assertThat(site.collections()).hasSize(20));
        // Of two collections everything is proprietary.
        assertThat(get(Future.fromCompletionStage(catalogue.holdings(Viewer.nobody(), NOW))))
                .hasSize(2)
                .allSatisfy(site -> assertThat(site.collections()).hasSize(18));
    }

    private static List<String> ids(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> "ivo://a?" + String.format("%06d", n))
                .toList();
    }

    private static void assertNoWholeTable(SqlText sql) throws Exception {
        StringBuilder plan = new StringBuilder();
        for (Row row : get(pool.preparedQuery("explain (analyze) " + sql.text()).execute(Tuple.from(sql.values())))) {
            plan.append(row.getString(0)).append('\n');
        }
        assertThat(plan.toString()).doesNotContain("Seq Scan on product").doesNotContain("Seq Scan on replica");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
