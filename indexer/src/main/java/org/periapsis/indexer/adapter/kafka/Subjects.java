package org.periapsis.indexer.adapter.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.ReplicaRemoved;
import org.periapsis.events.ReplicaVerified;
import org.periapsis.indexer.domain.view.Replica;
import org.periapsis.indexer.domain.view.Stamp;
import org.periapsis.kit.kafka.Consumed;

/** Which products and replicas events speak of. */
final class Subjects {
    private Subjects() {}

    static Stamp stamp(Consumed consumed) {
        return new Stamp(consumed.event().id(), consumed.event().time());
    }

    static Set<String> products(List<Consumed> events) {
        Set<String> ids = new HashSet<>();
        events.forEach(consumed -> product(consumed.data()).ifPresent(ids::add));
        return ids;
    }

    private static Optional<String> product(Object event) {
        if (event instanceof ProductIngested e) {
            return Optional.of(e.getProductId());
        }
        if (event instanceof ProductRevised e) {
            return Optional.of(e.getProductId());
        }
        return event instanceof ProductWithdrawn e ? Optional.of(e.getProductId()) : Optional.empty();
    }

    static Set<Replica.Key> replicas(List<Consumed> events) {
        Set<Replica.Key> keys = new HashSet<>();
        events.forEach(consumed -> replica(consumed.data()).ifPresent(keys::add));
        return keys;
    }

    private static Optional<Replica.Key> replica(Object event) {
        if (event instanceof ReplicaAdded e) {
            return Optional.of(new Replica.Key(e.getProductId(), e.getSite()));
        }
        if (event instanceof ReplicaVerified e) {
            return Optional.of(new Replica.Key(e.getProductId(), e.getSite()));
        }
        if (event instanceof ReplicaLost e) {
            return Optional.of(new Replica.Key(e.getProductId(), e.getSite()));
        }
        return event instanceof ReplicaRemoved e
                ? Optional.of(new Replica.Key(e.getProductId(), e.getSite()))
                : Optional.empty();
    }
}
