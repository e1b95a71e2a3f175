package org.periapsis.session.domain.request;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Which products somebody may know of, by role. */
@FunctionalInterface
public interface KnownProducts {
    /** @return those of the ids; fails with {@link RequestRefused} when the indexer does not answer */
    CompletionStage<Set<String>> among(Collection<String> ids, Requester who);
}
