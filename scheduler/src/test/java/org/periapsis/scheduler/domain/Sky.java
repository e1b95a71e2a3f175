package org.periapsis.scheduler.domain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.*;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;

/** A small federation for tests: facts are written, decisions are applied as the log would bring them back. */
public final class Sky {
    static final String HUB = "hub";
    static final Owner ANNA = new Owner("https://id", "anna");
    static final Owner BEN = new Owner("https://id", "ben");
    static final DatalabRef NOTEBOOK = new DatalabRef("notebook", "1", DatalabKind.SESSION);
    static final DatalabRef STATISTICS = new DatalabRef("statistics", "1", DatalabKind.BATCH);
    static final long GB = 1_000_000_000L;

    final State state = new State(HUB);
    final Offers offers = new Offers();
    final List<Fact> log = new ArrayList<>();
    Limits limits = Limits.of(HUB);
    Rates rates = new Rates(50e6);
    Instant now = Instant.parse("2026-11-22T00:00:00Z");
    long heardMs = 60_000;
    private int facts;

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    static Resources cores(double cores) {
        return new Resources(cores, 1024L, 0);
    }

    static Shard shard(int first, int count, long bytes, String... holders) {
        return new Shard(List.of(holders), new IndexRange(first, count), bytes);
    }

    static ManifestRef manifest(List<Shard> shards) {
        return new ManifestRef(
                "s3://hub-manifests/x",
                "00",
                shards.stream().mapToInt(s -> s.getEntries().getCount()).sum(),
                shards.stream().mapToLong(Shard::getBytes).sum());
    }

    SiteOffered.Builder site(String site, double cores) {
        return SiteOffered.newBuilder()
                .setSite(site)
                .setAgent("agent-1")
                .setAuthority(HUB)
                .setEndpoint("http://127.0.0.1:1")
                .setCapacity(new Resources(cores, 65536L, 0))
                .setFree(new Resources(cores, 65536L, 0))
                .setRunning(0)
                .setQueued(0)
                .setRuntimes(List.of(new RuntimeOffer("process", false, null)))
                .setDatalabs(List.of(
                        new DatalabOffer("notebook", "1", true, null, 0.0),
                        new DatalabOffer("statistics", "1", true, null, 0.0)))
                .setDeadlineS(10);
    }

    void offer(SiteOffered.Builder offer) {
        SiteOffered made = offer.build();
        offers.hear(made, state.held(made.getSite()), heardMs, now, true);
        rates.offered(made);
    }

    void offer(String site, double cores) {
        offer(site(site, cores));
    }

    SessionRequested.Builder session(String name, Wish wish, Shard... shards) {
        return SessionRequested.newBuilder()
                .setSessionId(id(name))
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority(HUB)
                .setName(name)
                .setDatalab(NOTEBOOK)
                .setManifest(shards.length == 0 ? null : manifest(List.of(shards)))
                .setShards(List.of(shards))
                .setResources(cores(1))
                .setWish(wish)
                .setLeaseS(3600);
    }

    JobSubmitted.Builder job(String name, Wish wish, Shard... shards) {
        return JobSubmitted.newBuilder()
                .setJobId(id(name))
                .setOwner(ANNA)
                .setTeam("team")
                .setAuthority(HUB)
                .setName(name)
                .setDatalab(STATISTICS)
                .setManifest(manifest(List.of(shards)))
                .setShards(List.of(shards))
                .setResources(cores(1))
                .setWish(wish)
                .setMaxAttempts(3);
    }

    void tell(Object event) {
        Fact fact = new Fact("fact-" + facts++, now, Optional.empty(), event);
        log.add(fact);
        state.apply(fact);
    }

    List<Decision> plan() {
        return new Planner(limits, new JGraphTFlowSolver()).plan(state, new World(offers, rates, now, heardMs));
    }

    /** Plans until nothing new comes, as the service does, and returns every event that was decided. */
    List<Object> settle() {
        List<Object> all = new ArrayList<>();
        List<Decision> decisions = plan();
        for (int round = 0; !decisions.isEmpty(); round++) {
            if (round > 50) {
                throw new AssertionError("planning does not come to rest: " + decisions.get(0));
            }
            for (Decision decision : decisions) {
                Fact fact = decision.fact(now);
                log.add(fact);
                state.apply(fact);
                all.add(decision.event());
            }
            decisions = plan();
        }
        return all;
    }

    static <T> List<T> every(List<Object> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static <T> T only(List<Object> events, Class<T> type) {
        List<T> found = every(events, type);
        if (found.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + " in " + events);
        }
        return found.get(0);
    }

    /** As an agent tells of what it was given. */
    public static RunRef ref(RunPlaced placed) {
        return RunRef.newBuilder()
                .setEntityId(placed.getEntityId())
                .setEntityKind(placed.getEntityKind())
                .setRunId(placed.getRunId())
                .setEpoch(placed.getEpoch())
                .setSite(placed.getSite())
                .setAgent("agent-1")
                .setOwner(placed.getOwner())
                .setTeam(placed.getTeam())
                .setAuthority(placed.getAuthority())
                .build();
    }

    static RunReady ready(RunPlaced placed, Instant expires) {
        return new RunReady(ref(placed), "http://127.0.0.1:1/sessions/x/", expires);
    }

    static RunExited exited(RunPlaced placed, Outcome outcome, int ok, int failed) {
        return RunExited.newBuilder()
                .setRun(ref(placed))
                .setOutcome(outcome)
                .setReason(outcome == Outcome.SUCCEEDED ? null : "it did not work")
                .setTasksSucceeded(ok)
                .setTasksFailed(failed)
                .build();
    }

    static Map<String, SiteScore> scores(List<SiteScore> scores) {
        return scores.stream().collect(java.util.stream.Collectors.toMap(SiteScore::getSite, s -> s));
    }
}
