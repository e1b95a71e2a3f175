package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.SiteScore;
import org.periapsis.events.WaitReason;
import org.periapsis.events.Wish;

/**
 * What would happen to a request.
 *
 * @param outcome start, wait or never
 * @param site the lowest score; empty when no site is eligible
 * @param why for people, when it would not start at once
 * @param reason why it would wait
 * @param expectedStartS seconds until it starts, staging included; empty when nobody can say
 * @param scores every site's score or refusal
 * @param shards the same for each shard of a job, since each goes its own way
 */
public record Preview(
        String outcome,
        Optional<String> site,
        Optional<String> why,
        Optional<WaitReason> reason,
        Optional<Double> expectedStartS,
        List<SiteScore> scores,
        List<Preview> shards) {

    public Preview {
        scores = List.copyOf(scores);
        shards = List.copyOf(shards);
    }

    static Preview of(Ask ask, State state, World world, Limits limits) {
        Inputs inputs = Inputs.of(ask, List.of());
        if (!(ask instanceof Ask.OfJob)) {
            return of(ask, inputs, state, world, limits);
        }
        List<Preview> shards = new ArrayList<>();
        for (Inputs.Piece piece : inputs.pieces()) {
            shards.add(of(ask, new Inputs(List.of(piece)), state, world, limits));
        }
        Preview whole = of(ask, inputs, state, world, limits);
        String outcome = shards.stream().allMatch(s -> s.outcome().equals("start"))
                ? "start"
                : shards.stream().anyMatch(s -> s.outcome().equals("never")) ? "never" : "wait";
        Optional<Preview> worst =
                shards.stream().filter(s -> s.outcome().equals(outcome)).findFirst();
        return new Preview(
                shards.isEmpty() ? "never" : outcome,
                whole.site(),
                worst.flatMap(Preview::why),
                worst.flatMap(Preview::reason),
                shards.stream()
                        .map(Preview::expectedStartS)
                        .flatMap(Optional::stream)
                        .min(Double::compare),
                whole.scores(),
                shards);
    }

    private static Preview of(Ask ask, Inputs inputs, State state, World world, Limits limits) {
        Room room = new Room(state, world, limits);
        List<Candidate> candidates = new SiteScorer(state, world, limits).score(ask, inputs, room);
        List<SiteScore> scores = Verdict.scores(candidates);
        Optional<Candidate> best =
                candidates.stream().filter(Candidate::eligible).min(Verdict.CHEAPEST);
        Optional<String> site = best.map(Candidate::site);
        Optional<Double> start = best.map(Candidate::total);
        boolean settled = world.heardMs() >= limits.waits().settle().toMillis();
        Verdict verdict = Verdict.of(ask, inputs, candidates, settled);
        if (verdict instanceof Verdict.Never never) {
            return new Preview(
                    "never",
                    Optional.empty(),
                    Optional.of(never.reason()),
                    Optional.empty(),
                    Optional.empty(),
                    scores,
                    List.of());
        }
        if (room.quota(ask.team(), ask.amount(), 1) < 1) {
            String why = room.full(ask.team());
            return new Preview(
                    "wait", site, Optional.of(why), Optional.of(WaitReason.QUOTA), Optional.empty(), scores, List.of());
        }
        if (verdict instanceof Verdict.Wait wait) {
            return new Preview(
                    "wait", site, Optional.of(wait.message()), Optional.of(wait.reason()), start, scores, List.of());
        }
        boolean copies = ask.wish() == Wish.REPLICATE && best.orElseThrow().moved() > 0;
        return new Preview(
                copies ? "wait" : "start",
                site,
                copies ? Optional.of("inputs are copied first") : Optional.empty(),
                copies ? Optional.of(WaitReason.TRANSFER_PENDING) : Optional.empty(),
                start,
                scores,
                List.of());
    }
}
