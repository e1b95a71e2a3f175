package org.periapsis.indexer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductFile;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.Provenance;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaKind;
import org.periapsis.events.StoredObject;

/** Products for tests. */
public final class Samples {
    public static final UUID JOB = UUID.fromString("7b4ff3a8-6a37-4f0e-9d4a-3f2f0b6f3c11");

    private Samples() {}

    public static String sha(String of) {
        return String.format("%064x", of.hashCode() & 0xFFFFFFFFL);
    }

    public static ObsCore.Builder obscore(String id, double ra, double dec) {
        return ObsCore.newBuilder()
                .setObsPublisherDid(id)
                .setObsCollection("survey")
                .setDataproductType("image")
                .setCalibLevel(2)
                .setSRa(ra)
                .setSDec(dec)
                .setDataRights(DataRights.PUBLIC);
    }

    public static ProductIngested.Builder ingested(ObsCore obscore) {
        String id = obscore.getObsPublisherDid();
        return ProductIngested.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setArchive("esa")
                .setSite("esac")
                .setObscore(obscore)
                .setFiles(List.of(new ProductFile("image.fits", 2880L, sha(id), "application/fits")))
                .setManifestSha256(sha(id))
                .setSize(2880L)
                .setIntake("http");
    }

    public static ProductIngested ingested(String id, double ra, double dec) {
        return ingested(obscore(id, ra, dec).build()).build();
    }

    public static ProductRevised revised(String id, int revision, int expected, String title, String bytes) {
        return ProductRevised.newBuilder()
                .setProductId(id)
                .setRevision(revision)
                .setExpectedRevision(expected)
                .setArchive("esa")
                .setSite("esac")
                .setObscore(obscore(id, 10, 10).setObsTitle(title).build())
                .setFiles(List.of(new ProductFile("image.fits", 2880L, sha(bytes), "application/fits")))
                .setManifestSha256(sha(bytes))
                .setSize(2880L)
                .setIntake("http")
                .build();
    }

    public static ProductWithdrawn withdrawn(String id, int revision) {
        return new ProductWithdrawn(id, revision, revision - 1, "esa", "calibration was wrong");
    }

    public static ReplicaAdded replica(String id, String site) {
        return ReplicaAdded.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setSite(site)
                .setKind(ReplicaKind.OBJECT)
                .setObjects(List.of(new StoredObject(
                        site + "-products", id.substring(6), 2880L, sha(id), "image.fits", "application/fits")))
                .setSize(2880L)
                .build();
    }

    public static Provenance provenance(List<String> inputs) {
        return new Provenance(JOB, "run-1", 1, 0, "statistics", "1", inputs);
    }

    public static Owner owner(String subject) {
        return new Owner("https://issuer.test", subject);
    }

    public static Instant soon(long seconds) {
        return Instant.ofEpochMilli(Instant.now().plusSeconds(seconds).toEpochMilli());
    }
}
