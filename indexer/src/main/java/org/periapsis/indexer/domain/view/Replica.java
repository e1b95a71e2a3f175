package org.periapsis.indexer.domain.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaKind;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Numbers;

/**
 * A copy of a product at a site.
 *
 * @param revision the product's revision that was copied
 * @param size bytes
 */
public record Replica(Key key, int revision, Place place, long size, Optional<UUID> transferId, Standing standing) {
    /** One copy of a product a site. */
    public record Key(String productId, String site) {}

    /**
     * Where the bytes are: objects, or a path.
     */
    public record Place(ReplicaKind kind, List<StoredObject> objects, Optional<String> path) {
        public Place {
            objects = List.copyOf(objects);
        }
    }

    /**
     * Whether it is still there.
     *
     * @param reason why it is lost or removed
     */
    public record Standing(State state, Instant addedAt, Optional<Instant> verifiedAt, Optional<String> reason) {}

    /** Whether a site has the bytes. */
    public enum State {
        HELD,
        LOST,
        REMOVED
    }

    /** A copy has come; a newer one takes the place of what was known of the site. */
    public static Replica added(Stamp stamp, ReplicaAdded event) {
        return new Replica(
                new Key(event.getProductId(), event.getSite()),
                event.getRevision(),
                new Place(event.getKind(), event.getObjects(), Optional.ofNullable(event.getPath())),
                event.getSize(),
                Optional.ofNullable(event.getTransferId()),
                new Standing(State.HELD, stamp.time(), Optional.of(stamp.time()), Optional.empty()));
    }

    /** It was read and is right; so it is held, whatever was feared. */
    public Replica verified(Stamp stamp) {
        return with(new Standing(State.HELD, standing.addedAt, Optional.of(stamp.time()), Optional.empty()));
    }

    /** It is gone or corrupt, or was removed on purpose. */
    public Replica ended(State state, String reason) {
        return with(new Standing(state, standing.addedAt, standing.verifiedAt, Optional.of(reason)));
    }

    private Replica with(Standing now) {
        return new Replica(key, revision, place, size, transferId, now);
    }

    /** Bytes that the site holds by it. */
    public long heldBytes() {
        return standing.state == State.HELD ? Math.min(size, Numbers.LARGEST_FILE) : 0;
    }
}
