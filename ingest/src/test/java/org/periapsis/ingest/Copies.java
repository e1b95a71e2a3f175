package org.periapsis.ingest;

import java.util.List;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaKind;
import org.periapsis.events.StoredObject;

/** Copies of products that the site says it has. */
final class Copies {
    private Copies() {}

    /** One FITS file, crab.fits, under its key in the site's own bucket. */
    static ReplicaAdded stored(String id, String key, byte[] bytes) {
        return ReplicaAdded.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setSite(TestSite.SITE)
                .setKind(ReplicaKind.OBJECT)
                .setObjects(List.of(new StoredObject(
                        "esac-products", key, (long) bytes.length, Hub.sha256(bytes), "crab.fits", "application/fits")))
                .setSize(bytes.length)
                .build();
    }
}
