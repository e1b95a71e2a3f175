package org.periapsis.session.domain.run;

/** What an agent finds of an earlier life of itself. */
public sealed interface FoundRun {

    /** Names it. */
    RunKey key();

    /** It still runs, and belongs to this agent again. */
    record Adopted(StartedRun run) implements FoundRun {
        @Override
        public RunKey key() {
            return run.key();
        }
    }

    /** It is over; its log and outputs are still there. */
    record Over(RunKey key, RunEnd end) implements FoundRun {}
}
