package org.periapsis.ingest;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferOrdered;
import org.periapsis.ingest.domain.intake.Sha256;
import org.periapsis.kit.manifest.ManifestEntry;

/** What the hub asks of the site {@code esac}. */
record Hub(TestSite site) {

    /** One product of one object, held by jive. */
    static ManifestEntry entry(String id, ManifestEntry.ObjectRef object) {
        return new ManifestEntry(
                id,
                1,
                object.size(),
                List.of(new ManifestEntry.Replica("jive", List.of(object))),
                new JsonObject().getMap());
    }

    /** Orders a transfer of some entries of a manifest. */
    UUID order(List<ManifestEntry> entries, int first, int count) throws Exception {
        return order(entries, List.of(new IndexRange(first, count))).get(0);
    }

    /** Orders a transfer for each range of a manifest's entries, all at once. */
    List<UUID> order(List<ManifestEntry> entries, List<IndexRange> ranges) throws Exception {
        StringBuilder lines = new StringBuilder();
        entries.forEach(e -> lines.append(e.toLine()).append('\n'));
        byte[] document = lines.toString().getBytes(StandardCharsets.UTF_8);
        String key = sha256(document) + ".ndjson";
        site.put("session-manager", "hub-manifests", key, document);
        ManifestRef manifest = ManifestRef.newBuilder()
                .setUri("s3://hub-manifests/" + key)
                .setSha256(sha256(document))
                .setCount(entries.size())
                .setBytes(1)
                .build();
        Map<String, SpecificRecord> orders = new LinkedHashMap<>();
        for (IndexRange range : ranges) {
            UUID transfer = UUID.randomUUID();
            orders.put(
                    transfer.toString(),
                    TransferOrdered.newBuilder()
                            .setTransferId(transfer)
                            .setEntityId(UUID.randomUUID())
                            .setOwner(new Owner(TestSite.ISSUER, "ada"))
                            .setTeam("")
                            .setAuthority("scheduler")
                            .setSourceSite("jive")
                            .setTargetSite("esac")
                            .setManifest(manifest)
                            .setEntries(List.of(range))
                            .setBytes(1)
                            .build());
        }
        site.write("scheduler", orders);
        return orders.keySet().stream().map(UUID::fromString).toList();
    }

    /** A job's run at esac that has ended well, with the manifest of its outputs. */
    static RunConcluded concluded(UUID job, byte[] document) {
        return RunConcluded.newBuilder()
                .setEntityId(job)
                .setEntityKind(EntityKind.JOB)
                .setRunId("run-1")
                .setEpoch(1)
                .setSite("esac")
                .setOwner(new Owner(TestSite.ISSUER, "ada"))
                .setTeam("")
                .setAuthority("scheduler")
                .setOutcome(Outcome.SUCCEEDED)
                .setDatalab(DatalabRef.newBuilder()
                        .setId("statistics")
                        .setVersion("1.0")
                        .setKind(DatalabKind.UNKNOWN)
                        .build())
                .setOutputs(ManifestRef.newBuilder()
                        .setUri("s3://esac-outputs/" + job + "/run-1/1/manifest.ndjson")
                        .setSha256(sha256(document))
                        .setCount(2)
                        .setBytes(15)
                        .build())
                .build();
    }

    static String sha256(byte[] bytes) {
        return Sha256.hex(Sha256.digest().digest(bytes));
    }
}
