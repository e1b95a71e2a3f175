package org.periapsis.scheduler.domain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.IndexRange;

/** Runs of one shard of a job that want a place: its unplaced tasks in chunks, or one chunk once more. */
final class Demand {
    /** Chunks that are cut at once: more than any plan gives out, however many tasks a shard has. */
    static final int MOST_CHUNKS = 10_000;

    private final Entity job;
    private final int shard;
    private final Inputs.Piece piece;
    private final Optional<Run> again;
    private final Deque<IndexRange> chunks = new ArrayDeque<>();
    private long tasks;
    private List<Candidate> candidates = List.of();

    /**
     * @param shard the shard's number in the request
     * @param piece the shard
     * @param again the run to be placed again; empty for new ones
     */
    Demand(Entity job, int shard, Inputs.Piece piece, Optional<Run> again) {
        this.job = job;
        this.shard = shard;
        this.piece = piece;
        this.again = again;
    }

    /** Cuts what is left into chunks: as many as a plan can give out. The next plan cuts what it leaves. */
    void cut(List<IndexRange> left, int size) {
        for (IndexRange range : left) {
            tasks += range.getCount();
            for (long at = 0; at < range.getCount() && chunks.size() < MOST_CHUNKS; at += size) {
                int count = (int) Math.min(size, range.getCount() - at);
                chunks.add(new IndexRange((int) (range.getFirst() + at), count));
            }
        }
    }

    void candidates(List<Candidate> scored) {
        candidates = scored;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    Entity job() {
        return job;
    }

    int shard() {
        return shard;
    }

    Inputs.Piece piece() {
        return piece;
    }

    Optional<Run> again() {
        return again;
    }

    /** @return runs that want a place, of those that were cut */
    int wanted() {
        return chunks.size();
    }

    /** @return tasks of all that is left, cut or not */
    int tasks() {
        return (int) Math.min(Integer.MAX_VALUE, tasks);
    }

    IndexRange next() {
        IndexRange chunk = chunks.remove();
        tasks -= chunk.getCount();
        return chunk;
    }

    /** @return a chunk as it will be, for scoring */
    Inputs sample() {
        IndexRange first = chunks.getFirst();
        return new Inputs(List.of(piece.part(first.getFirst(), first.getCount())));
    }

    String owner() {
        return job.ask().owner().getIssuer() + " " + job.ask().owner().getSubject();
    }
}
