package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.WaitReason;
import org.periapsis.scheduler.domain.Entity.Waiting;
import org.periapsis.scheduler.domain.Offers.Heard;

/**
 * Something that waits, where it stands, and when it may start: computed when somebody asks.
 *
 * @param shard shard of a job; empty for the whole
 * @param position from 1, among what waits for the same reason, oldest request first
 * @param expectedStartS seconds from now; empty when nobody can say
 */
public record Queued(
        Entity entity, Optional<Integer> shard, Waiting why, int position, Optional<Double> expectedStartS) {

    static List<Queued> of(State state, World world, Limits limits) {
        List<Entity> oldestFirst = state.entities().stream()
                .sorted(Comparator.comparing(Entity::requestedAt).thenComparing(Entity::id))
                .toList();
        Map<WaitReason, Integer> before = new HashMap<>();
        List<Queued> queue = new ArrayList<>();
        for (Entity entity : oldestFirst) {
            entity.waiting().forEach((shard, why) -> {
                if (stillWaits(state, entity, shard, why)) {
                    int position = before.merge(why.reason(), 1, Integer::sum);
                    queue.add(new Queued(
                            entity,
                            shard == Entity.WHOLE ? Optional.empty() : Optional.of(shard),
                            why,
                            position,
                            expected(entity, why.reason(), position, world, limits)));
                }
            });
        }
        return queue;
    }

    private static boolean stillWaits(State state, Entity entity, int shard, Waiting why) {
        if (why.reason() == WaitReason.SET_ASIDE) {
            return state.asides().aside(entity.id());
        }
        return shard == Entity.WHOLE
                || !entity.unplaced(entity.ask().shards().get(shard).getEntries())
                        .isEmpty();
    }

    private static Optional<Double> expected(
            Entity entity, WaitReason reason, int position, World world, Limits limits) {
        return switch (reason) {
            case NO_CAPACITY, HOLDERS_BUSY -> {
                boolean job = entity.ask() instanceof Ask.OfJob;
                double each = (job ? limits.waits().slot() : limits.waits().sessionRoom()).toSeconds();
                yield Optional.of(each * (1 + (position - 1) / Math.max(1, slots(entity, world))));
            }
            case DATALAB_NOT_READY ->
                world.offers().all().stream()
                        .flatMap(heard -> SiteScorer.datalab(heard, entity.ask().datalab()).stream())
                        .filter(offer -> offer.getPrepareS() != null)
                        .map(offer -> offer.getPrepareS())
                        .min(Double::compare);
            case TRANSFER_PENDING -> copying(entity, world);
            case NO_OFFER, QUOTA, SET_ASIDE, UNKNOWN -> Optional.empty();
        };
    }

    private static int slots(Entity entity, World world) {
        return world.offers().all().stream()
                .map(Heard::capacity)
                .mapToInt(capacity -> entity.ask().amount().timesIn(capacity, 10_000))
                .sum();
    }

    private static Optional<Double> copying(Entity entity, World world) {
        long total = Math.max(1, Inputs.of(entity.ask(), List.of()).count());
        long bytes = Inputs.bytes(Inputs.of(entity.ask(), List.of()).pieces());
        return entity.transfers().stream()
                .filter(Transfer::pending)
                .map(transfer -> {
                    Ranges ranges = new Ranges();
                    ranges.addAll(transfer.entries());
                    double share = (double) bytes * ranges.size() / total;
                    return share / world.rates().bytesPerS(transfer.source(), transfer.target());
                })
                .max(Double::compare);
    }

    /** @return since when it waits for this reason */
    public Instant since() {
        return why.since();
    }
}
