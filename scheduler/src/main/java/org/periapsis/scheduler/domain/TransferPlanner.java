package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Orders what a target lacks to be copied there: one transfer a source, again when it failed, within limits. */
final class TransferPlanner {
    private final Limits limits;
    private final Sources sources;
    private final Plan plan;

    TransferPlanner(Limits limits, Sources sources, Plan plan) {
        this.limits = limits;
        this.sources = sources;
        this.plan = plan;
    }

    /** @return the site that copies were last ordered to, which keeps them from being made at every site in turn */
    static Optional<String> target(Entity entity) {
        return entity.transfers().stream()
                .filter(Transfer::ordered)
                .max(Comparator.comparing(Transfer::pending).thenComparing(Transfer::target))
                .map(Transfer::target);
    }

    /**
     * Orders what is missing and on no way yet.
     *
     * @return why it cannot be had; empty while copies are under way
     */
    Optional<String> order(Entity entity, String target, List<Inputs.Piece> missing) {
        List<Transfer> toTarget = entity.transfers().stream()
                .filter(transfer -> transfer.ordered() && transfer.target().equals(target))
                .toList();
        Ranges coming = new Ranges();
        toTarget.stream().filter(Transfer::pending).forEach(transfer -> coming.addAll(transfer.entries()));
        TreeMap<String, List<Inputs.Piece>> bySource = new TreeMap<>();
        for (Inputs.Piece piece : missing) {
            if (!coming.covers(piece.entries().getFirst(), piece.entries().getCount())) {
                bySource.computeIfAbsent(sources.best(piece, target), s -> new ArrayList<>())
                        .add(piece);
            }
        }
        for (var order : bySource.entrySet()) {
            List<Transfer> before = toTarget.stream()
                    .filter(transfer -> transfer.source().equals(order.getKey()))
                    .toList();
            List<Transfer> failed =
                    before.stream().filter(t -> t.failure().isPresent()).toList();
            if (failed.size() >= limits.tries().transfer()) {
                return Optional.of("copying from " + order.getKey() + " to " + target + " failed " + failed.size()
                        + " times: " + reasons(failed));
            }
            plan.transfer(entity, order.getKey(), target, order.getValue(), before.size());
        }
        return Optional.empty();
    }

    private static String reasons(List<Transfer> failed) {
        return failed.stream()
                .flatMap(transfer -> transfer.failure().stream())
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
