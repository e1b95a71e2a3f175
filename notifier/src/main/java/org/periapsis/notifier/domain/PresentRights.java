package org.periapsis.notifier.domain;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.periapsis.kit.rights.ProductRights;

/** The rights that products have now, by role. */
public interface PresentRights {
    /** Nobody to ask: an event's own rights decide about its product, and other products are not named to anybody. */
    PresentRights UNKNOWN = new PresentRights() {
        @Override
        public Optional<Map<String, ProductRights>> atHand(Collection<String> ids) {
            return Optional.of(Map.of());
        }

        @Override
        public CompletionStage<Map<String, ProductRights>> of(Collection<String> ids) {
            return CompletableFuture.completedFuture(Map.of());
        }
    };

    /** @return the rights of those that there are; empty when somebody has to be asked first. Does not block. */
    Optional<Map<String, ProductRights>> atHand(Collection<String> ids);

    /** @return the rights of those that there are; failed when nobody answers */
    CompletionStage<Map<String, ProductRights>> of(Collection<String> ids);
}
