package org.periapsis.notifier.domain;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Which places on the log name an id. */
public interface EventHistory {
    /**
     * The newest first.
     *
     * @param before goes on after this place; empty for the newest
     * @param limit places at most
     * @return places whose events may name another id with the same key instead; failed when the store does not answer
     */
    CompletionStage<List<Place>> about(String id, Optional<Place> before, int limit);
}
