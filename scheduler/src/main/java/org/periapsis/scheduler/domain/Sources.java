package org.periapsis.scheduler.domain;

import java.util.Comparator;
import java.util.Optional;

/** Chooses which holder of a piece is read. */
final class Sources {
    private final State state;
    private final World world;
    private final Limits limits;

    Sources(State state, World world, Limits limits) {
        this.state = state;
        this.world = world;
        this.limits = limits;
    }

    /** @return the cheapest holder that is not silent; empty when every holder is */
    Optional<String> alive(Inputs.Piece piece, String target) {
        return piece.holders().stream()
                .filter(holder -> !state.lost(holder))
                .min(Comparator.<String>comparingDouble(holder -> cost(holder, target, piece.bytes()))
                        .thenComparing(Comparator.naturalOrder()));
    }

    String best(Inputs.Piece piece, String target) {
        return alive(piece, target).orElseGet(() -> piece.holders().iterator().next());
    }

    double seconds(String source, String target, long bytes) {
        return bytes / world.rates().bytesPerS(source, target);
    }

    double egress(String source, long bytes) {
        return bytes * limits.egressSecondsPerByte(source);
    }

    private double cost(String source, String target, long bytes) {
        return seconds(source, target, Math.max(1, bytes)) + egress(source, bytes);
    }
}
