package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.IndexRange;
import org.periapsis.events.InputSource;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunPlaced;

/**
 * A session's run, or one chunk of a job. Facts merge by (epoch, phase): what is older than what is known changes nothing but
 * the count of placements.
 *
 * @param id number within the entity
 * @param entries the manifest entries it reads, the same in every epoch
 * @param placed placements decided so far
 * @param revoked placements taken back so far
 * @param revokedEpoch highest epoch that was taken back
 * @param latest the newest attempt
 */
public record Run(String id, List<IndexRange> entries, int placed, int revoked, int revokedEpoch, Attempt latest) {

    /**
     * One attempt.
     *
     * @param placement empty while only the agent's facts have been read
     * @param expiresAt end of a session's lease as the agent says
     * @param end how it ended
     */
    public record Attempt(
            int epoch,
            String site,
            Phase phase,
            Optional<Placement> placement,
            Optional<Instant> expiresAt,
            Optional<End> end) {}

    /** The decision, as far as it is needed afterwards. */
    public record Placement(Instant at, Amount amount, List<InputSource> sources) {}

    /** What the agent said at the end. */
    public record End(Outcome outcome, Optional<String> reason, Optional<ManifestRef> outputs, int ok, int failed) {}

    static Run none(String id) {
        return new Run(
                id,
                List.of(),
                0,
                0,
                0,
                new Attempt(0, "", Phase.PLACED, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    Run place(RunPlaced event, Instant at) {
        Attempt next = latest;
        if (event.getEpoch() >= latest.epoch()) {
            Placement placement = new Placement(at, Amount.of(event.getResources()), event.getSources());
            Attempt known = reach(event.getEpoch(), event.getSite(), Phase.PLACED);
            next = new Attempt(
                    known.epoch(), known.site(), known.phase(), Optional.of(placement), known.expiresAt(), known.end());
        }
        return new Run(id, event.getEntries(), placed + 1, revoked, revokedEpoch, next);
    }

    Run revoke(int epoch) {
        return new Run(id, entries, placed, revoked + 1, Math.max(revokedEpoch, epoch), latest);
    }

    Run progress(int epoch, String site, Phase phase) {
        return epoch < latest.epoch() ? this : with(reach(epoch, site, phase));
    }

    Run ready(int epoch, String site, Instant expiresAt) {
        if (epoch < latest.epoch()) {
            return this;
        }
        Attempt known = reach(epoch, site, Phase.READY);
        Instant end = known.expiresAt().filter(expiresAt::isBefore).orElse(expiresAt);
        return with(new Attempt(
                known.epoch(), known.site(), known.phase(), known.placement(), Optional.of(end), known.end()));
    }

    /** The first end that is reported for an epoch counts. */
    Run ended(int epoch, String site, End end) {
        if (epoch < latest.epoch()) {
            return this;
        }
        Attempt known = reach(epoch, site, Phase.PLACED);
        return with(new Attempt(
                known.epoch(),
                known.site(),
                known.phase(),
                known.placement(),
                known.expiresAt(),
                Optional.of(known.end().orElse(end))));
    }

    private Attempt reach(int epoch, String site, Phase phase) {
        if (epoch > latest.epoch()) {
            return new Attempt(epoch, site, phase, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Phase furthest = phase.compareTo(latest.phase()) > 0 ? phase : latest.phase();
        return new Attempt(epoch, site, furthest, latest.placement(), latest.expiresAt(), latest.end());
    }

    private Run with(Attempt attempt) {
        return new Run(id, entries, placed, revoked, revokedEpoch, attempt);
    }

    public boolean takenBack() {
        return revokedEpoch >= latest.epoch();
    }

    public boolean ended() {
        return latest.end().isPresent();
    }

    /** @return true while its resources are set aside at its site */
    public boolean holds() {
        return latest.placement().isPresent() && !ended();
    }

    /** @return placements that count against the attempts allowed: those that were not taken back */
    public int tries() {
        return placed - revoked;
    }
}
