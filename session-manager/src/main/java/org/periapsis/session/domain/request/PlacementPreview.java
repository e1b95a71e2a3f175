package org.periapsis.session.domain.request;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.Shard;
import org.periapsis.events.Wish;

/** The scheduler's answer to what would happen, by role. */
@FunctionalInterface
public interface PlacementPreview {
    /**
     * What would be asked for.
     *
     * @param site only this site; null for any
     */
    record Question(
            Requester who,
            String team,
            DatalabRef datalab,
            List<Shard> shards,
            Need need,
            Wish wish,
            String site,
            long leaseS) {}

    /** @return the scheduler's answer, a JSON object; fails with {@link RequestRefused} when it does not answer */
    CompletionStage<String> preview(Question question, String traceparent);
}
