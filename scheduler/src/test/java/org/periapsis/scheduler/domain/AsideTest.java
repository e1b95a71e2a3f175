package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.*;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;

/** A fault that one entity meets leaves the others alone, and what is set aside is a fact. */
class AsideTest {
    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

    private final Sky sky = new Sky();
    private final List<Fact> log = new ArrayList<>();
    private Memory memory;
    private long offset;
    private FlowSolver solver = new JGraphTFlowSolver();

    @BeforeEach
    void begin() {
        memory = new Memory(new Planner(Limits.of("hub"), problem -> solver.solve(problem)));
        tell("offers", sky.site("esac", 64).build());
    }

    private Source tell(String topic, Object event) {
        Source source = new Source(topic, 0, offset++);
        hear(new Fact("fact-" + offset, NOW, Optional.empty(), Optional.of(source), event));
        return source;
    }

    private void hear(Fact fact) {
        log.add(fact);
        memory.hear(fact, true);
    }

    /** Plans until nothing comes, as a term does: what is met is set aside on the log. */
    private List<Object> settle() {
        memory.tick(60_000, true);
        memory.tick(70_000, true);
        List<Object> all = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            List<Decision> decisions = memory.plan(NOW);
            List<Fault> faults = memory.faults();
            if (!faults.isEmpty()) {
                decisions = new ArrayList<>();
                for (Fault fault : faults) {
                    AsideFact fact = new AsideFact(
                            AsideFact.Kind.SET_ASIDE, fault.record().orElseThrow(), fault.entity(), fault.reason());
                    hear(new Fact("aside-" + log.size(), NOW, Optional.empty(), fact));
                    decisions.addAll(memory.told(fault));
                }
            } else if (decisions.isEmpty()) {
                return all;
            }
            decisions.forEach(decision -> {
                all.add(decision.event());
                hear(decision.fact(NOW));
            });
        }
        throw new AssertionError("planning does not come to rest: " + all);
    }

    private static SessionRequested hostile(SessionRequested.Builder session) {
        return session.setLeaseS(Long.MAX_VALUE).build();
    }

    private static List<UUID> placed(List<Object> decided) {
        return decided.stream()
                .filter(RunPlaced.class::isInstance)
                .map(each -> ((RunPlaced) each).getEntityId())
                .toList();
    }

    private static List<UUID> setAside(List<Object> decided) {
        return decided.stream()
                .filter(each -> each instanceof RunWaiting waiting && waiting.getReason() == WaitReason.SET_ASIDE)
                .map(each -> ((RunWaiting) each).getEntityId())
                .toList();
    }

    @Test
    void aSessionThatCannotBeDecidedAboutIsSetAsideAndTheOthersGoOn() {
        Source request = tell("requests", hostile(sky.session("hostile", Wish.WAIT)));
        tell("requests", sky.session("one", Wish.WAIT).build());

        List<Object> decided = settle();

        assertThat(placed(decided)).contains(Sky.id("one"));
        assertThat(setAside(decided)).containsExactly(Sky.id("hostile"));
        assertThat(memory.asides()).isEqualTo(1);
        tell("requests", sky.session("two", Wish.WAIT).build());
        List<Object> later = settle();
        assertThat(placed(later)).containsExactly(Sky.id("two"));
        assertThat(setAside(later)).as("told once").isEmpty();

        // Somebody gets it to run all the same; released, it is decided about again, and needs no restart.
        RunPlaced run = (RunPlaced) decided.stream()
                .filter(each ->
                        each instanceof RunPlaced placed && placed.getEntityId().equals(Sky.id("hostile")))
                .findFirst()
                .orElseThrow();
        tell("runs", new RunReady(Sky.ref(run), "http://x/", NOW.plusSeconds(60)));
        hear(new Fact(
                "retry",
                NOW,
                Optional.empty(),
                new AsideFact(AsideFact.Kind.RETRY, request, Optional.of(Sky.id("hostile")), "")));
        assertThat(memory.asked()).hasSize(1);
        hear(new Fact(
                "released",
                NOW,
                Optional.empty(),
                new AsideFact(AsideFact.Kind.RELEASED, request, Optional.of(Sky.id("hostile")), "")));
        assertThat(memory.asked()).isEmpty();
        assertThat(settle()).isEmpty();
        assertThat(memory.asides()).isZero();
        assertThat(memory.stale()).isFalse();
    }

    @Test
    void aReplayInAnyOrderOfTopicsSetsAsideTheSame() {
        tell("requests", hostile(sky.session("hostile", Wish.WAIT)));
        tell("requests", sky.session("one", Wish.WAIT).build());
        settle();
        String hash = StateHash.of(memory.state());
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            List<List<Fact>> topics = new ArrayList<>(log.stream()
                    .collect(java.util.stream.Collectors.groupingBy(
                            fact -> fact.event() instanceof AsideFact
                                    ? "dlq"
                                    : fact.source().map(Source::topic).orElse("decisions"),
                            java.util.TreeMap::new,
                            java.util.stream.Collectors.toList()))
                    .values());
            Collections.shuffle(topics, random);
            Memory replay = new Memory(new Planner(Limits.of("hub"), solver));
            topics.forEach(topic -> topic.forEach(fact -> replay.hear(fact, false)));
            assertThat(StateHash.of(replay.state())).isEqualTo(hash);
            assertThat(replay.faults()).as("nothing is set aside anew").isEmpty();
        }
    }

    @Test
    void whatAnOperatorGivesUpIsConcluded() {
        Source request = tell("requests", hostile(sky.session("hostile", Wish.WAIT)));
        settle();

        hear(new Fact(
                "dropped",
                NOW,
                Optional.empty(),
                new AsideFact(AsideFact.Kind.DROPPED, request, Optional.of(Sky.id("hostile")), "")));

        assertThat(settle()).singleElement().isInstanceOfSatisfying(SessionConcluded.class, end -> {
            assertThat(end.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(end.getReason()).contains("given up by an operator");
        });
        assertThat(memory.state().entities()).isEmpty();
        assertThat(memory.asides()).isZero();
    }

    @Test
    void aSessionThatIsSetAsideCanStillBeStopped() {
        tell("requests", hostile(sky.session("hostile", Wish.WAIT)));
        settle();

        tell("requests", new SessionStopRequested(Sky.id("hostile"), Sky.ANNA, "team", "hub", "enough"));

        assertThat(settle()).hasAtLeastOneElementOfType(RunRevoked.class);
    }

    @Test
    void aJobThatCannotBePlannedIsSetAsideAndTheOthersArePlannedTogether() {
        solver = problem -> {
            if (problem.supplies().contains(3)) {
                throw new IllegalStateException("three");
            }
            return new JGraphTFlowSolver().solve(problem);
        };
        tell(
                "requests",
                sky.job("hostile", Wish.WAIT, Sky.shard(0, 3, 3, "esac"))
                        .setResources(Sky.cores(2))
                        .build());
        tell("requests", sky.job("one", Wish.WAIT, Sky.shard(0, 2, 2, "esac")).build());
        tell("requests", sky.job("two", Wish.WAIT, Sky.shard(0, 2, 2, "esac")).build());

        List<Object> decided = settle();

        assertThat(setAside(decided)).containsExactly(Sky.id("hostile"));
        assertThat(placed(decided)).contains(Sky.id("one"), Sky.id("two")).doesNotContain(Sky.id("hostile"));
    }

    @Test
    void aFaultThatIsNoSingleJobsIsTheCodes() {
        solver = problem -> {
            if (problem.supplies().size() > 1) {
                throw new IllegalStateException("together");
            }
            return Collections.nCopies(problem.arcs().size(), 0).stream()
                    .mapToInt(i -> i)
                    .toArray();
        };
        tell("requests", sky.job("one", Wish.WAIT, Sky.shard(0, 2, 2, "esac")).build());
        tell("requests", sky.job("two", Wish.WAIT, Sky.shard(0, 2, 2, "esac")).build());

        assertThatThrownBy(this::settle).hasMessageContaining("no job alone is to blame");
        assertThat(memory.faults()).isEmpty();
    }

    @Test
    void onePersonCannotStopTheOthersButAFaultOfSeveralPeopleIsTheCodes() {
        for (int i = 0; i < 20; i++) {
            tell("requests", hostile(sky.session("hostile-" + i, Wish.WAIT)));
        }
        settle();
        assertThat(memory.asides()).isEqualTo(20);
        assertThat(memory.breaker()).isEmpty();

        for (String name : List.of("ben", "cleo")) {
            tell("requests", hostile(sky.session(name, Wish.WAIT).setOwner(new Owner("https://id", name))));
        }
        settle();

        assertThat(memory.breaker()).hasValueSatisfying(why -> assertThat(why).contains("22 of 22", "3 people"));
    }

    @Test
    void aFactThatCannotBeAppliedIsSetAsideWithItsEntityAndReadAnewWhenItIsReleased() {
        tell("requests", sky.session("one", Wish.WAIT).build());
        List<Object> decided = settle();
        RunPlaced run = (RunPlaced) decided.get(0);
        // The type allows no such number, and the log may hold it all the same.
        RunPlaced broken =
                RunPlaced.newBuilder(run).setRunId("9999999999").setEpoch(2).build();

        Source record = tell("decisions", broken);
        tell("requests", sky.session("two", Wish.WAIT).build());

        assertThat(placed(settle())).containsExactly(Sky.id("two"));
        assertThat(memory.asides()).isEqualTo(1);
        hear(new Fact(
                "released",
                NOW,
                Optional.empty(),
                new AsideFact(AsideFact.Kind.RELEASED, record, Optional.of(Sky.id("one")), "")));
        assertThat(memory.stale()).as("it is read again").isTrue();
    }
}
