package org.periapsis.cli.external;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * One thing that breaks, and how it is mended.
 *
 * @param subject part or service
 * @param kind what happens to it
 * @param tells the check by which each service that needs it must say so; an empty name is any
 * @param goesOn what clients do all through it as if nothing were the matter
 * @param breaksOff whether requests in hand may be cut or answered 502: what answered them was killed
 * @param front whether clients may find nobody there at all
 * @param held how long it stays so, at least
 * @param longest no answer takes longer
 */
record Fault(
        String subject,
        String kind,
        Map<String, String> tells,
        Set<Act> goesOn,
        boolean breaksOff,
        boolean front,
        Duration held,
        Duration longest,
        Step breaking,
        Step mending) {

    /** What an operator, or bad luck, does. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    boolean allows(Answer answer) {
        if (answer.good()) {
            return true;
        }
        if (goesOn.contains(answer.act())) {
            return false;
        }
        return answer.later() || (breaksOff && answer.brokenOff()) || (front && answer.code() == 0);
    }

    @Override
    public String toString() {
        return subject + " " + kind;
    }
}
