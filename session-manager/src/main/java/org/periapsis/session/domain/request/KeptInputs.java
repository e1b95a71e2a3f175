package org.periapsis.session.domain.request;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What an earlier request read, by role. */
@FunctionalInterface
public interface KeptInputs {
    /**
     * The product ids of a manifest, in its order.
     *
     * @param uri as {@link Manifests#keep} answered it; fails with {@link RequestRefused} when the store does not answer
     */
    CompletionStage<List<String>> productIds(String uri);
}
