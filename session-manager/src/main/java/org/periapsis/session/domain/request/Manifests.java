package org.periapsis.session.domain.request;

import java.util.concurrent.CompletionStage;
import org.periapsis.events.ManifestRef;

/** Where manifests are kept, by role. */
@FunctionalInterface
public interface Manifests {
    /**
     * Keeps a manifest under its content's hash; keeping it again changes nothing.
     *
     * @return how the log refers to it; fails with {@link RequestRefused} when the store does not answer
     */
    CompletionStage<ManifestRef> keep(Manifest manifest);
}
