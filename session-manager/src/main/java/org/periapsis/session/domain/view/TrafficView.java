package org.periapsis.session.domain.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Bytes read in place against bytes moved, by site and time. */
@FunctionalInterface
public interface TrafficView {
    /**
     * What is asked.
     *
     * @param site empty for all
     * @param from a full hour
     * @param to a full hour, later
     * @param step whole hours
     * @param limit sums at most
     */
    record Question(Optional<String> site, Instant from, Instant to, Duration step, int limit) {}

    /** What a site's runs read and its transfers copied in one step. */
    record Sum(String site, Instant time, long inPlaceBytes, long movedBytes, long runs) {}

    /** @return the sums by time and site; steps in which nothing happened are left out */
    CompletionStage<List<Sum>> traffic(Question question);
}
