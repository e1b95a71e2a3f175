package org.periapsis.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.kit.auth.IssuerPair;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.RightsCases;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;

/** Random products, and every kind of person: streams and history tell what docs/rights.md says, and name nothing else. */
class RightsIT {
    private static final long SEED = 20261130;
    private static final int COUNT = 40;
    /** So many that every partition has one: who has them all has all that was written before. */
    private static final int LAST = 60;

    /** Each level with each kind of date: a page of history costs a read of the log. */
    private static final int ASKED = 12;

    private static final String UNINDEXED = "ivo://esa/cases?unindexed";

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static EmbeddedStack stack;
    private static Tokens tokens;
    private static NotifierApp app;
    private static Instant now;
    private static List<RightsCases.Product> products;
    private static String seen;
    /** What the indexer does while it is away; null while it is there. */
    private static volatile Away away;

    private interface Away {
        void to(HttpServerRequest request);
    }

    @BeforeAll
    static void start() throws Exception {
        now = Instant.now();
        products = new RightsCases(SEED, now).products(COUNT);
        vertx = Vertx.vertx();
        stack = EmbeddedStack.start(vertx, StackSettings.forTest(directory, "esac"));
        IssuerPair pair = IssuerPair.make();
        String key = pair.publicKey();
        tokens = Tokens.issuing(vertx, Samples.ISSUER, key, pair.privateKey());
        int indexer = get(vertx.createHttpServer()
                        .requestHandler(RightsIT::index)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        app = get(NotifierApp.start(
                vertx,
                new NotifierConfig(
                        new HttpConfig("127.0.0.1", 0, Samples.ISSUER, key),
                        stack.kafkaConfig("notifier"),
                        64,
                        new StreamLimits(4, 50, 50, 60, Duration.ofSeconds(15), Duration.ofMinutes(5)),
                        Optional.of(new NotifierConfig.History(stack.postgresConfig("notifier"), false)),
                        Optional.of(new NotifierConfig.Index(
                                URI.create("http://127.0.0.1:" + indexer), new Secret("service"))))));
        write();
    }

    private static void write() throws Exception {
        KafkaEventPublisher writer = new KafkaEventPublisher(
                vertx,
                new KafkaAccess(stack.kafkaConfig("ingest-esac"), "ingest-esac"),
                new EventCodec(
                        new ConfluentSchemaIds(stack.kafkaConfig("ingest-esac").registryConfig())),
                "esac",
                "ingest-esac");
        List<Event<?>> events = new ArrayList<>();
        products.forEach(product -> events.add(event(id(product), event(product))));
        for (int number = 0; number < LAST; number++) {
            events.add(event(last(number), Samples.output(last(number), List.of())));
        }
        Map<String, Position> newest = new HashMap<>();
        get(writer.publish(events))
                .forEach(at ->
                        newest.merge(at.topic() + ":" + at.partition(), at, (a, b) -> a.offset() > b.offset() ? a : b));
        seen = newest.values().stream().map(Position::toString).collect(Collectors.joining(","));
        get(writer.close());
    }

    private static Event<SpecificRecord> event(String subject, SpecificRecord data) {
        return new Event<>(UUID.randomUUID().toString(), "/test", subject, Instant.now(), Optional.empty(), data);
    }

    @AfterAll
    static void stop() throws Exception {
        get(app.stop());
        stack.close();
        get(vertx.close());
    }

    private static String id(RightsCases.Product product) {
        return "ivo://esa/cases?" + String.format("%03d", product.number());
    }

    private static String last(int number) {
        return "ivo://esa/last?" + number;
    }

    /** Every fourth product was made from the two before it, and from one that the index does not have. */
    private static List<RightsCases.Product> inputs(RightsCases.Product product) {
        return product.number() % 4 == 3 ? products.subList(product.number() - 2, product.number()) : List.of();
    }

    /** Every tenth product was public when its event was written. */
    private static ProductRights written(RightsCases.Product product) {
        ProductRights rights = product.rights();
        return product.number() % 10 == 7
                ? new ProductRights(
                        Level.PUBLIC, Optional.empty(), rights.archive(), rights.owner(), rights.team(), false)
                : rights;
    }

    private static ProductIngested event(RightsCases.Product product) {
        ProductRights rights = written(product);
        List<String> inputs =
                new ArrayList<>(inputs(product).stream().map(RightsIT::id).toList());
        if (!inputs.isEmpty()) {
            inputs.add(UNINDEXED);
        }
        ProductIngested output = Samples.output(id(product), inputs);
        return ProductIngested.newBuilder(output)
                .setArchive(rights.archive())
                .setObscore(ObsCore.newBuilder(output.getObscore())
                        .setDataRights(DataRights.valueOf(rights.level().name()))
                        .setObsReleaseDate(rights.releaseDate().orElse(null))
                        .build())
                .setOwner(rights.owner()
                        .map(owner -> new Owner(owner.issuer(), owner.subject()))
                        .orElse(null))
                .setTeam(rights.team().orElse(null))
                .build();
    }

    /** Stands in for the indexer, which is another module's: it has the present rights. */
    private static void index(HttpServerRequest request) {
        if (away != null) {
            away.to(request);
            return;
        }
        Map<String, ProductRights> present = new HashMap<>();
        products.forEach(product -> present.put(id(product), product.rights()));
        request.body().onSuccess(body -> {
            JsonArray told = new JsonArray();
            body.toJsonObject().getJsonArray("ids").stream()
                    .map(String::valueOf)
                    .filter(present::containsKey)
                    .forEach(id -> told.add(IndexedRights.json(id, present.get(id))));
            request.response().end(new JsonObject().put("products", told).encode());
        });
    }

    /** Somebody, and what the table says they may. */
    private record Asking(String who, Viewer viewer, Rights rights) {
        boolean knows(RightsCases.Product product) {
            return rights.mayKnow(product.rights(), now);
        }

        boolean sees(RightsCases.Product product) {
            return knows(product) && rights.mayKnow(written(product), now);
        }

        /** What a made product's event names to them. */
        List<String> names(RightsCases.Product product) {
            List<String> names = new ArrayList<>(inputs(product).stream()
                    .filter(this::knows)
                    .map(RightsIT::id)
                    .toList());
            if (!inputs(product).isEmpty() && viewer.operator()) {
                names.add(UNINDEXED);
            }
            return names;
        }

        String token() {
            return viewer.person()
                    .map(person -> tokens.issue(
                            person.subject(),
                            person.subject(),
                            List.copyOf(viewer.roles()),
                            List.copyOf(viewer.teams()),
                            Duration.ofMinutes(10)))
                    .orElse(null);
        }
    }

    private static List<Asking> everybody() {
        return RightsCases.viewers().entrySet().stream()
                .map(each -> new Asking(each.getKey(), each.getValue(), Rights.of(each.getValue())))
                .toList();
    }

    @Test
    void streamsTellWhatTheReaderMayKnowOf() throws Exception {
        for (Asking asking : everybody()) {
            SseReader reader = SseReader.open(vertx, app.port(), "?topic=products&from=earliest", asking.token(), null);
            Set<String> all = new TreeSet<>();
            for (int number = 0; number < LAST; number++) {
                all.add(last(number));
            }
            Patience.until("the end of the log", Duration.ofMinutes(1), () -> subjects(reader)
                    .containsAll(all));
            Map<String, JsonObject> told = new HashMap<>();
            reader.events().forEach(event -> told.put(event.getString("subject"), event));
            for (RightsCases.Product product : products) {
                String what = asking.who + " of " + product;
                assertThat(told.containsKey(id(product))).as(what).isEqualTo(asking.sees(product));
                if (asking.sees(product)) {
                    named(asking, product, told.get(id(product)), what);
                }
            }
            reader.cut();
        }
    }

    private static void named(Asking asking, RightsCases.Product product, JsonObject event, String what) {
        JsonObject provenance = event.getJsonObject("data").getJsonObject("provenance");
        List<String> names = asking.names(product);
        assertThat(provenance.getJsonArray("input_ids")).as(what).containsExactlyElementsOf(names);
        int inputs = inputs(product).isEmpty() ? 0 : inputs(product).size() + 1;
        assertThat(provenance.getInteger("input_ids_withheld", 0)).as(what).isEqualTo(inputs - names.size());
        for (RightsCases.Product other : products) {
            if (!asking.knows(other)) {
                assertThat(event.encode()).as(what).doesNotContain(id(other));
            }
        }
    }

    @Test
    void theHistoryOfAProductOfWhichOneMayNotKnowIsAsIfItWereNone() throws Exception {
        JsonObject none = new JsonObject().put("items", new JsonArray());
        for (Asking asking : everybody()) {
            assertThat(page(asking, "ivo://esa/cases?never")).isEqualTo(none);
            for (RightsCases.Product product : products.subList(0, ASKED)) {
                String what = asking.who + " of " + product;
                JsonObject page = page(asking, id(product));
                if (!asking.knows(product)) {
                    assertThat(page).as(what).isEqualTo(none);
                    continue;
                }
                Set<String> expected = new TreeSet<>();
                products.stream()
                        .filter(p -> asking.sees(p)
                                && (p.equals(product) || inputs(p).contains(product)))
                        .forEach(p -> expected.add(id(p)));
                Set<String> told = new TreeSet<>();
                for (Object item : page.getJsonArray("items")) {
                    JsonObject event = (JsonObject) item;
                    told.add(event.getString("subject"));
                    RightsCases.Product of = products.stream()
                            .filter(p -> id(p).equals(event.getString("subject")))
                            .findFirst()
                            .orElseThrow();
                    named(asking, of, event, what);
                }
                assertThat(told).as(what).isEqualTo(expected);
            }
        }
    }

    @Test
    void whileTheIndexerIsAwayHistoryIs503AndStreamsWaitAndThenGoOn() throws Exception {
        Asking anybody = everybody().stream()
                .filter(each -> each.viewer.person().isEmpty())
                .findFirst()
                .orElseThrow();
        for (Away how :
                List.<Away>of(request -> request.response().setStatusCode(503).end(), request -> request.connection()
                        .close())) {
            // What was known a moment ago is not asked again.
            Thread.sleep(2_100);
            away = how;
            SseReader reader = SseReader.open(vertx, app.port(), "?topic=products&from=earliest", null, null);
            try {
                HttpResponse<String> answer = history(anybody, id(products.get(0)));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(new JsonObject(answer.body()).getString("detail")).contains("index of products");
                // What needs no index goes on.
                SseReader other = SseReader.open(vertx, app.port(), "?topic=offers&from=latest", null, null);
                other.cut();
                assertThat(reader.events()).isEmpty();
            } finally {
                away = null;
            }
            Patience.until(
                    "the rest of the stream",
                    Duration.ofMinutes(1),
                    () -> subjects(reader).size() >= LAST);
            reader.cut();
            assertThat(history(anybody, id(products.get(0))).statusCode()).isEqualTo(200);
        }
    }

    private static Set<String> subjects(SseReader reader) {
        return reader.events().stream().map(event -> event.getString("subject")).collect(Collectors.toSet());
    }

    private static JsonObject page(Asking asking, String about) throws Exception {
        HttpResponse<String> answer = history(asking, about);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> history(Asking asking, String about) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port()
                        + "/events/history?about=" + URLEncoder.encode(about, StandardCharsets.UTF_8)))
                .header(Position.HEADER, seen);
        if (asking.token() != null) {
            request.header("Authorization", "Bearer " + asking.token());
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
