package org.periapsis.session.domain.request;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The indexer, by role: says what a selection is, and where it is. */
@FunctionalInterface
public interface Products {
    /**
     * Resolves a selection as the person may see it.
     *
     * @return the products; fails with {@link RequestRefused} naming the ids that are unknown or not for this person, or saying
     *     that the indexer does not answer
     */
    CompletionStage<List<Selected>> resolve(Selection selection, Requester who);
}
