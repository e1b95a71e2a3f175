package org.periapsis.session.adapter.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.RunPlaced;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.session.domain.agent.Inputs;
import org.periapsis.session.domain.agent.InputsUnavailableException;
import org.periapsis.session.domain.run.RunFolder;

/** What is copied when the indexer does not answer. */
class PermittedInputsAdapterTest {
    private static final String ID = "ivo://a/one";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Inputs.Input> copied = new ArrayList<>();
    /** Questions that it leaves without an answer. */
    private volatile int deaf;

    private HttpServer indexer;

    @BeforeEach
    void start() throws Exception {
        indexer = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        int number = asked.incrementAndGet();
        if (number <= deaf) {
            if (number % 2 == 0) {
                request.response().setStatusCode(503).end();
            } else {
                request.connection().close();
            }
            return;
        }
        ProductRights open =
                new ProductRights(Level.PUBLIC, Optional.empty(), "a", Optional.empty(), Optional.empty(), false);
        request.response()
                .end(new JsonObject()
                        .put("products", new JsonArray().add(IndexedRights.json(ID, open)))
                        .encode());
    }

    @Test
    void whoAnswersAtLastLetsTheRunGoOn() throws Exception {
        deaf = 2;
        permitted(Duration.ofMinutes(5)).stage(wanted(), folder(), bytes -> {});
        assertThat(asked).hasValue(3);
        assertThat(copied).isEqualTo(wanted());
    }

    @Test
    void withoutAnAnswerInTimeNothingIsCopiedAndTheReasonIsSaid() {
        deaf = Integer.MAX_VALUE;
        assertThatThrownBy(() -> permitted(Duration.ofMillis(500)).stage(wanted(), folder(), bytes -> {}))
                .isInstanceOf(InputsUnavailableException.class)
                .hasMessageContaining("does not say whether the inputs may be read");
        assertThat(copied).isEmpty();
    }

    private Inputs permitted(Duration patience) {
        IndexedRights index = new IndexedRights(
                vertx,
                vertx.createHttpClient(),
                URI.create("http://127.0.0.1:" + indexer.actualPort()),
                new Secret("service"));
        return new PermittedInputs(new Copying(), index, Clock.systemUTC(), patience);
    }

    private static List<Inputs.Input> wanted() {
        return List.of(new Inputs.Input(0, ID, () -> "{}", List.of(), Viewer.nobody()));
    }

    private static RunFolder folder() {
        Path root = Path.of("run");
        return new RunFolder(root, root, root, root, root);
    }

    /** Notes what it is to copy. */
    private final class Copying implements Inputs {
        @Override
        public List<Input> list(RunPlaced placed) {
            return List.of();
        }

        @Override
        public Staged stage(List<Input> inputs, RunFolder folder, Progress progress) {
            copied.addAll(inputs);
            return new Staged(0, 0, 0);
        }

        @Override
        public List<Bandwidth> measured() {
            return List.of();
        }
    }
}
