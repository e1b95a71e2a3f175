package org.periapsis.scheduler.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.events.SiteScore;
import org.periapsis.events.WaitReason;
import org.periapsis.events.Wish;
import org.periapsis.scheduler.domain.Candidate.Hold;
import org.periapsis.scheduler.domain.Candidate.Refusal;

/** What a request's candidates come to: start there, wait for this reason, or never. */
sealed interface Verdict {
    /** The lowest score, where it can start now. */
    record Start(Candidate best) implements Verdict {}

    /** Nothing can start now. */
    record Wait(WaitReason reason, String message) implements Verdict {}

    /** Nothing can ever start. */
    record Never(String reason) implements Verdict {}

    Comparator<Candidate> CHEAPEST =
            Comparator.comparingDouble(Candidate::total).thenComparing(Candidate::site);

    static List<SiteScore> scores(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::score).toList();
    }

    /** @param settled true when every site that is there has had time to say so */
    static Verdict of(Ask ask, Inputs inputs, List<Candidate> candidates, boolean settled) {
        long nowhere = inputs.nowhere();
        if (nowhere > 0) {
            return new Never(nowhere + (nowhere == 1 ? " input has" : " inputs have") + " no replica at any site");
        }
        if (ask.wish() == Wish.WAIT
                && inputs.holdersOfAll() != null
                && inputs.holdersOfAll().isEmpty()) {
            return new Never("no site holds every input: choose to read or to copy what is elsewhere");
        }
        Optional<Candidate> best =
                candidates.stream().filter(Candidate::eligible).min(CHEAPEST);
        if (best.isEmpty()) {
            return nobody(ask, inputs, candidates, settled);
        }
        return best.get().hold().map(hold -> hold(ask, best.get(), hold)).orElseGet(() -> new Start(best.get()));
    }

    private static Verdict hold(Ask ask, Candidate best, Hold hold) {
        if (hold == Hold.PREPARING) {
            return new Wait(
                    WaitReason.DATALAB_NOT_READY,
                    SiteScorer.name(ask.datalab()) + " is being prepared at " + best.site());
        }
        return ask.wish() == Wish.WAIT && !ask.shards().isEmpty()
                ? new Wait(WaitReason.HOLDERS_BUSY, best.site() + ", which holds the inputs, is full")
                : new Wait(WaitReason.NO_CAPACITY, best.site() + " is the best place and is full");
    }

    private static Verdict nobody(Ask ask, Inputs inputs, List<Candidate> candidates, boolean settled) {
        Set<String> heard = candidates.stream().map(Candidate::site).collect(Collectors.toSet());
        if (candidates.isEmpty() || !ask.pinned().map(heard::contains).orElse(true)) {
            return new Wait(
                    WaitReason.NO_OFFER,
                    ask.pinned().map(site -> site + " has").orElse("no site has") + " made an offer yet");
        }
        boolean allHeard = inputs.pieces().stream().allMatch(piece -> heard.containsAll(piece.holders()));
        boolean lasting =
                candidates.stream().allMatch(c -> c.refusal().orElseThrow().lasting());
        if (lasting && settled && (allHeard || ask.wish() != Wish.WAIT)) {
            return new Never("no site can ever run this: " + refusals(candidates));
        }
        return new Wait(reason(ask, candidates), refusals(candidates));
    }

    private static WaitReason reason(Ask ask, List<Candidate> candidates) {
        Set<Refusal> passing = candidates.stream()
                .flatMap(c -> c.refusal().stream())
                .filter(refusal -> !refusal.lasting())
                .collect(Collectors.toSet());
        if (passing.contains(Refusal.NO_DATALAB)) {
            return WaitReason.DATALAB_NOT_READY;
        }
        boolean holders = ask.wish() == Wish.WAIT && !ask.shards().isEmpty();
        if (passing.contains(Refusal.SOURCE_SILENT) || (holders && !passing.isEmpty())) {
            return WaitReason.HOLDERS_BUSY;
        }
        return passing.contains(Refusal.CLOSED) ? WaitReason.NO_CAPACITY : WaitReason.NO_OFFER;
    }

    private static String refusals(List<Candidate> candidates) {
        return candidates.stream()
                .map(c -> c.site() + " " + c.score().getRefusal())
                .collect(Collectors.joining("; "));
    }
}
