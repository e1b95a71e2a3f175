package org.periapsis.notifier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.DataRights;
import org.periapsis.events.EntityKind;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductIndexed;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.Provenance;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunRef;
import org.periapsis.events.codec.Event;
import org.periapsis.events.topic.Topic;
import org.periapsis.notifier.domain.LogEvent;
import org.periapsis.notifier.domain.Partition;

/** Events for tests. */
public final class Samples {
    public static final String ISSUER = "https://issuer.test";
    public static final Owner ADA =
            Owner.newBuilder().setIssuer(ISSUER).setSubject("ada").build();
    public static final Instant TIME = Instant.parse("2026-11-22T01:02:03.004Z");

    private Samples() {}

    public static ProductIndexed indexed(String id, DataRights rights, Instant release) {
        ObsCore obscore = ObsCore.newBuilder()
                .setObsPublisherDid(id)
                .setObsCollection("dss")
                .setSRa(10.5)
                .setDataRights(rights)
                .setObsReleaseDate(release)
                .build();
        return ProductIndexed.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setArchive("esa")
                .setSite("esac")
                .setObscore(obscore)
                .setSize(2880)
                .setOwner(ADA)
                .setTeam("t-ada")
                .setIngestedAt(TIME)
                .build();
    }

    /** A public product that a job made of others. */
    public static ProductIngested output(String id, List<String> inputs) {
        return ProductIngested.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setArchive("periapsis")
                .setSite("esac")
                .setObscore(ObsCore.newBuilder()
                        .setObsPublisherDid(id)
                        .setObsCollection("outputs")
                        .setDataRights(DataRights.PUBLIC)
                        .build())
                .setFiles(List.of())
                .setManifestSha256("0".repeat(64))
                .setSize(0)
                .setIntake("run")
                .setProvenance(new Provenance(new UUID(5, 6), "0", 1, 0, "statistics", "1", inputs))
                .build();
    }

    public static RunAccepted accepted(UUID session, String site) {
        RunRef run = RunRef.newBuilder()
                .setEntityId(session)
                .setEntityKind(EntityKind.SESSION)
                .setRunId("0")
                .setEpoch(1)
                .setSite(site)
                .setAgent("a1")
                .setOwner(ADA)
                .setTeam("t-ada")
                .setAuthority("hub")
                .build();
        return RunAccepted.newBuilder().setRun(run).build();
    }

    public static ProductRefused refused() {
        return ProductRefused.newBuilder()
                .setRefusalId(new UUID(1, 2))
                .setArchive("esa")
                .setIntake("http")
                .setCode("no-position")
                .setReason("no position")
                .setRemedy("send one")
                .build();
    }

    public static Event<SpecificRecord> event(String id, String subject, SpecificRecord data) {
        return new Event<>(id, "/test", subject, TIME, Optional.empty(), data);
    }

    public static LogEvent logged(String site, int partition, long offset, SpecificRecord data) {
        Partition place = new Partition(site, Topic.of(data), partition);
        return LogEvent.of(place, offset, event("e" + offset, "s" + offset, data), 0);
    }

    public static List<LogEvent> indexedFrom(long first, int count) {
        return java.util.stream.LongStream.range(first, first + count)
                .mapToObj(offset -> logged("", 0, offset, indexed("p" + offset, DataRights.PUBLIC, null)))
                .toList();
    }
}
