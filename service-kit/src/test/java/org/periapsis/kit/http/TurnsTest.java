package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.Soon;

class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private Vertx vertx;
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<Promise<String>> works = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Turns turns(Duration patience) {
        return new Turns(vertx, new Turns.Limits(3, 2, 4, 6, patience));
    }

    private Future<String> ask(Turns turns, String who) {
        return ask(turns, who, new AtomicBoolean());
    }

    private Future<String> ask(Turns turns, String who, AtomicBoolean gone) {
        return turns.take(who, gone::get, () -> {
            Promise<String> work = Promise.promise();
            begun.add(who);
            works.add(work);
            return work.future();
        });
    }

    private void eventually(String... who) throws Exception {
        Soon.holds(String.join(" ", who), () -> List.copyOf(begun).equals(List.of(who)));
    }

    @Test
    void aLongLineOfOneMakesNobodyElseWait() throws Exception {
        Turns turns = turns(LONG);
        for (int i = 0; i < 6; i++) {
            ask(turns, "eve");
        }
        assertThat(begun).containsExactly("eve", "eve");
        ask(turns, "vic");
        assertThat(begun).as("the place that one cannot have").containsExactly("eve", "eve", "vic");

        ask(turns, "vic");
        ask(turns, "kim");
        works.get(0).complete("");
        works.get(1).complete("");
        works.get(2).complete("");
        Soon.holds("three more", () -> begun.size() == 6);
        assertThat(List.copyOf(begun).subList(3, 6))
                .as("whoever waits has one turn before anybody has two")
                .containsExactlyInAnyOrder("eve", "vic", "kim");
    }

    @Test
    void aLineHasAnEndAndSoHaveAllOfThem() throws Exception {
        Turns turns = turns(LONG);
        List<Future<String>> eves = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            eves.add(ask(turns, "eve"));
        }
        assertThat(eves).noneMatch(Future::failed);
        assertThat(problem(ask(turns, "eve"))).isEqualTo("429 too-many-at-once 2");
        Future<String> vics = ask(turns, "vic");
        ask(turns, "vic");
        ask(turns, "vic");
        assertThat(turns.waiting()).isEqualTo(6);
        assertThat(vics.isComplete()).isFalse();
        // Whoever asks for little is not turned away: the last of the longest line is.
        Future<String> kims = ask(turns, "kim");
        assertThat(turns.waiting()).isEqualTo(6);
        Soon.holds("the last of eve's", () -> eves.get(5).isComplete());
        assertThat(problem(eves.get(5))).isEqualTo("503 unavailable 2");
        assertThat(kims.isComplete()).isFalse();
        for (String who : List.of("ann", "bob", "eva")) {
            assertThat(ask(turns, who).failed()).isFalse();
        }
        assertThat(problem(ask(turns, "zoe"))).as("no line is long any more").isEqualTo("503 unavailable 2");
    }

    private static String problem(Future<?> refused) {
        Problem problem = ((ProblemException) refused.cause()).problem();
        return problem.status() + " " + problem.code() + " " + problem.more().get(Problem.RETRY_AFTER);
    }

    @Test
    void whoHasLeftHasNoTurn() throws Exception {
        Turns turns = turns(LONG);
        ask(turns, "eve");
        ask(turns, "eve");
        AtomicBoolean gone = new AtomicBoolean();
        ask(turns, "eve", gone);
        Future<String> last = ask(turns, "eve");
        gone.set(true);
        works.get(0).complete("");
        eventually("eve", "eve", "eve");
        works.get(2).complete("the last");
        Soon.holds("the last", last::isComplete);
        assertThat(last.result()).isEqualTo("the last");
    }

    @Test
    void whatFailsGivesItsPlaceBack() throws Exception {
        Turns turns = turns(LONG);
        for (int i = 0; i < 20; i++) {
            assertThat(turns.take("eve", () -> false, () -> {
                                throw new IllegalStateException("of the work");
                            })
                            .cause())
                    .hasMessage("of the work");
            assertThat(turns.take("eve", () -> false, () -> Future.failedFuture("later"))
                            .failed())
                    .isTrue();
        }
        ask(turns, "eve");
        assertThat(begun).containsExactly("eve");
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        Turns turns = turns(Duration.ofMillis(50));
        ask(turns, "eve");
        ask(turns, "eve");
        Future<String> late = ask(turns, "eve");
        Soon.holds("refused", late::isComplete);
        assertThat(problem(late)).isEqualTo("503 unavailable 2");
        assertThat(turns.waiting()).isZero();
        works.get(0).complete("");
        ask(turns, "eve");
        eventually("eve", "eve", "eve");
    }
}
