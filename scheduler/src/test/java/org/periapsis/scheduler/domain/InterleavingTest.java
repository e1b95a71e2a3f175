package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.domain.Sky.GB;
import static org.periapsis.scheduler.domain.Sky.every;
import static org.periapsis.scheduler.domain.Sky.exited;
import static org.periapsis.scheduler.domain.Sky.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.events.*;

/** Topics and keys are read in any order between each other: the state must come out the same. */
class InterleavingTest {
    private static final int SHUFFLES = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderBetweenTopicsGivesTheSameState(long seed) {
        Random random = new Random(seed);
        Sky sky = livedThrough(random);
        String live = StateHash.of(sky.state);
        for (int i = 0; i < SHUFFLES; i++) {
            State replayed = new State(Sky.HUB);
            shuffled(sky.log, random).forEach(replayed::apply);
            assertThat(replayed.canonical()).isEqualTo(sky.state.canonical());
            assertThat(StateHash.of(replayed)).isEqualTo(live);
            assertThat(replayed.held("esac")).isEqualTo(sky.state.held("esac"));
            assertThat(replayed.held("jive")).isEqualTo(sky.state.held("jive"));
            assertThat(replayed.runsOf("team")).isEqualTo(sky.state.runsOf("team"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aReplayedSchedulerDecidesNothingThatWasDecided(long seed) {
        Random random = new Random(seed);
        Sky sky = livedThrough(random);
        State replayed = new State(Sky.HUB);
        shuffled(sky.log, random).forEach(replayed::apply);
        World world = new World(sky.offers, sky.rates, sky.now, sky.heardMs);
        Planner planner = new Planner(sky.limits, new org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver());
        assertThat(planner.plan(replayed, world)).isEmpty();
    }

    /** A few minutes of a federation, with everything that can happen to a run. */
    private static Sky livedThrough(Random random) {
        Sky sky = new Sky();
        List<String> sites = List.of("esac", "jive", "skao");
        sites.forEach(site -> sky.offer(site, 3));
        sky.tell(new QuotaSet("team", 1, 0, 12, new Resources(100.0, 1L << 30, 0)));
        List<RunPlaced> live = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            sky.now = sky.now.plusSeconds(1);
            sky.heardMs += 4000;
            String asked = request(sky, random, step, sites);
            int silent = step % 20 < 15 ? -1 : random.nextInt(3);
            for (int i = 0; i < sites.size(); i++) {
                if (i != silent) {
                    sky.offer(sites.get(i), 3);
                }
            }
            List<Object> decided = sky.settle();
            live.addAll(every(decided, RunPlaced.class));
            every(decided, TransferOrdered.class).forEach(ordered -> transferred(sky, ordered, random));
            if (!live.isEmpty()) {
                happen(sky, live, random);
            }
            if (random.nextInt(10) == 0) {
                sky.tell(new SessionStopRequested(Sky.id(asked), Sky.ANNA, "team", Sky.HUB, null));
            }
        }
        sky.settle();
        return sky;
    }

    private static String request(Sky sky, Random random, int step, List<String> sites) {
        Wish wish = List.of(Wish.WAIT, Wish.REMOTE, Wish.REPLICATE).get(random.nextInt(3));
        String name = "e" + step;
        Shard one = shard(0, 2 + random.nextInt(3), GB, sites.get(random.nextInt(3)));
        int first = one.getEntries().getCount();
        Shard two = shard(first, 1, GB / 10, sites.get(random.nextInt(3)));
        if (random.nextBoolean()) {
            sky.tell(sky.session(name, wish, one, two).build());
        } else {
            sky.tell(sky.job(name, wish, one, two).build());
        }
        return name;
    }

    private static void transferred(Sky sky, TransferOrdered ordered, Random random) {
        UUID id = ordered.getTransferId();
        String from = ordered.getSourceSite();
        String to = ordered.getTargetSite();
        if (random.nextInt(3) > 0) {
            sky.tell(new TransferCompleted(id, ordered.getEntityId(), from, to, ordered.getBytes(), 3.0));
        } else {
            sky.tell(new TransferFailed(id, ordered.getEntityId(), from, to, null, "broken link"));
        }
    }

    private static void happen(Sky sky, List<RunPlaced> live, Random random) {
        for (int i = 0; i < 3 && !live.isEmpty(); i++) {
            RunPlaced run = live.remove(random.nextInt(live.size()));
            int tasks = run.getEntries().stream().mapToInt(IndexRange::getCount).sum();
            sky.tell(new RunAccepted(Sky.ref(run)));
            sky.tell(new RunStarted(Sky.ref(run), 0L, 0L, 0.1, "1"));
            switch (random.nextInt(5)) {
                case 0 -> sky.tell(exited(run, Outcome.FAILED, 0, tasks));
                case 1 -> sky.tell(new RunLost(Sky.ref(run), "gone"));
                case 2 -> {
                    sky.tell(Sky.ready(run, sky.now.plusSeconds(3600)));
                    live.add(run);
                }
                default -> sky.tell(exited(run, Outcome.SUCCEEDED, tasks, 0));
            }
        }
    }

    /** Keeps the order within a topic and key, as Kafka does, and mixes everything else. */
    private static List<Fact> shuffled(List<Fact> log, Random random) {
        Map<String, Deque<Fact>> partitions = new LinkedHashMap<>();
        for (Fact fact : log) {
            partitions
                    .computeIfAbsent(partition(fact.event()), key -> new ArrayDeque<>())
                    .add(fact);
        }
        List<Fact> mixed = new ArrayList<>();
        List<Deque<Fact>> open = new ArrayList<>(partitions.values());
        while (!open.isEmpty()) {
            Deque<Fact> chosen = open.get(random.nextInt(open.size()));
            // Runs of different length, so that whole topics are read ahead of others too.
            for (int i = random.nextInt(20); i >= 0 && !chosen.isEmpty(); i--) {
                mixed.add(chosen.remove());
            }
            if (chosen.isEmpty()) {
                open.remove(chosen);
            }
        }
        return mixed;
    }

    private static String partition(Object event) {
        if (event instanceof RunAccepted e) {
            return runs(e.getRun());
        } else if (event instanceof RunStarted e) {
            return runs(e.getRun());
        } else if (event instanceof RunReady e) {
            return runs(e.getRun());
        } else if (event instanceof RunExited e) {
            return runs(e.getRun());
        } else if (event instanceof RunLost e) {
            return runs(e.getRun());
        } else if (event instanceof SessionRequested e) {
            return "requests " + e.getSessionId();
        } else if (event instanceof SessionStopRequested e) {
            return "requests " + e.getSessionId();
        } else if (event instanceof JobSubmitted e) {
            return "requests " + e.getJobId();
        } else if (event instanceof QuotaSet) {
            return "accounts";
        } else if (event instanceof TransferOrdered e) {
            return "decisions " + e.getTransferId();
        } else if (event instanceof TransferCompleted || event instanceof TransferFailed) {
            return "transfers";
        }
        return decisions(event);
    }

    private static String runs(RunRef ref) {
        return "runs " + ref.getSite() + " " + ref.getEntityId();
    }

    private static String decisions(Object event) {
        if (event instanceof RunPlaced e) {
            return "decisions " + e.getEntityId();
        } else if (event instanceof RunWaiting e) {
            return "decisions " + e.getEntityId();
        } else if (event instanceof RunRevoked e) {
            return "decisions " + e.getEntityId();
        } else if (event instanceof RunConcluded e) {
            return "decisions " + e.getEntityId();
        } else if (event instanceof SessionConcluded e) {
            return "decisions " + e.getSessionId();
        } else if (event instanceof JobConcluded e) {
            return "decisions " + e.getJobId();
        } else if (event instanceof SiteLost e) {
            return "decisions " + e.getSite();
        } else if (event instanceof SiteReturned e) {
            return "decisions " + e.getSite();
        }
        throw new IllegalArgumentException(event.getClass().getName());
    }
}
