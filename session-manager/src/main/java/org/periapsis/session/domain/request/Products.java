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
     *     that there is more of them than is held at once, or that the indexer does not answer
     */
    CompletionStage<List<Selected>> resolve(Selection selection, Requester who);

    /** As {@link #resolve}, for who only wants to know where the products are: lines may be left out. */
    default CompletionStage<List<Selected>> placed(Selection selection, Requester who) {
        return resolve(selection, who);
    }
}
