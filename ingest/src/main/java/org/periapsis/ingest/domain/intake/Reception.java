package org.periapsis.ingest.domain.intake;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.intake.IntakeCounter.Fate;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;

/** Where every way in ends: a draft is taken, or an offer refused, and either is counted. */
public final class Reception {
    private final IntakeDesk desk;
    private final EventLog log;
    private final IntakeCounter counter;
    private final Clock clock;

    public Reception(IntakeDesk desk, EventLog log, IntakeCounter counter, Clock clock) {
        this.desk = desk;
        this.log = log;
        this.counter = counter;
        this.clock = clock;
    }

    /** As {@link IntakeDesk#admit}. */
    public CompletionStage<Admission> take(Draft draft) {
        return desk.admit(draft).thenApply(admission -> {
            Fate fate = admission.verdict().outcome() == Verdict.Outcome.REPEATED ? Fate.REPEATED : Fate.ACCEPTED;
            counter.count(draft.origin().archive(), draft.origin().intake(), fate, clock.instant());
            return admission;
        });
    }

    /** Tells the archive on the log why an offer is not taken; completes when the log has confirmed it. */
    public CompletionStage<List<String>> refuse(Refusals.Offer offer, Refusal refusal) {
        counter.count(offer.archive(), offer.intake(), Fate.REFUSED, clock.instant());
        return log.publish(List.of(Refusals.fact(offer, refusal)));
    }
}
