package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.ReplicaKind;
import org.periapsis.events.StoredObject;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.events.TransferStarted;
import org.periapsis.events.door.Text;
import org.periapsis.events.id.DerivedId;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.s3.ObjectReader;
import org.periapsis.ingest.adapter.tasks.TransferRights.Numbered;
import org.periapsis.ingest.domain.intake.EventLog;
import org.periapsis.ingest.domain.intake.Fact;
import org.periapsis.kit.manifest.ManifestEntry;

/**
 * Copies what a transfer orders from the source site's bucket into this site's, under the same keys. Doing it again copies
 * what is still missing and repeats the same event ids.
 */
final class TransferTask {
    private final ObjectReader objects;
    private final PostgresLedger ledger;
    private final EventLog log;
    private final TransferRights rights;
    private final String bucket;

    /** @param bucket this site's products */
    TransferTask(ObjectReader objects, PostgresLedger ledger, EventLog log, TransferRights rights, String bucket) {
        this.objects = objects;
        this.ledger = ledger;
        this.log = log;
        this.rights = rights;
        this.bucket = bucket;
    }

    void run(TransferOrdered order) throws IOException {
        long begin = System.nanoTime();
        String product = null;
        try {
            List<Numbered> entries = entries(order);
            rights.check(order, entries);
            publish(
                    order,
                    "started",
                    TransferStarted.newBuilder()
                            .setTransferId(order.getTransferId())
                            .setEntityId(order.getEntityId())
                            .setSourceSite(order.getSourceSite())
                            .setTargetSite(order.getTargetSite())
                            .setCount(entries.size())
                            .setBytes(order.getBytes())
                            .build());
            long bytes = 0;
            for (Numbered each : entries) {
                product = each.entry().productId();
                bytes += copied(order, each);
            }
            publish(
                    order,
                    "completed",
                    TransferCompleted.newBuilder()
                            .setTransferId(order.getTransferId())
                            .setEntityId(order.getEntityId())
                            .setSourceSite(order.getSourceSite())
                            .setTargetSite(order.getTargetSite())
                            .setBytes(bytes)
                            .setSeconds((System.nanoTime() - begin) / 1e9)
                            .build());
        } catch (ObjectReader.Unusable e) {
            fail(order, product, e.getMessage());
        }
    }

    /** Gives the transfer up. */
    void fail(TransferOrdered order, String product, String reason) throws IOException {
        publish(
                order,
                "failed",
                TransferFailed.newBuilder()
                        .setTransferId(order.getTransferId())
                        .setEntityId(order.getEntityId())
                        .setSourceSite(order.getSourceSite())
                        .setTargetSite(order.getTargetSite())
                        .setProductId(product)
                        .setReason(Text.cleaned(reason, 2_000))
                        .build());
    }

    /** Whoever may see the session or job reads the reason, and need not know of the product: it is told by its number. */
    private long copied(TransferOrdered order, Numbered each) throws ObjectReader.Unusable, IOException {
        try {
            return copy(order, each.entry());
        } catch (ObjectReader.Unusable e) {
            throw new ObjectReader.Unusable("input " + each.number() + " of the selection " + e.what());
        } catch (EventLog.NeverTaken e) {
            throw new ObjectReader.Unusable(
                    "input " + each.number() + " of the selection has more files than one event can name");
        }
    }

    private List<Numbered> entries(TransferOrdered order) throws ObjectReader.Unusable, IOException {
        Location at = Location.of(order.getManifest().getUri());
        String text = new String(
                objects.document(at.bucket(), at.key(), order.getManifest().getSha256()), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        List<Numbered> entries = new ArrayList<>();
        for (IndexRange range : order.getEntries()) {
            for (int i = range.getFirst(); i < range.getFirst() + range.getCount() && i < lines.size(); i++) {
                entries.add(new Numbered(i, entry(lines.get(i), i)));
            }
        }
        return entries;
    }

    private static ManifestEntry entry(String line, int number) throws ObjectReader.Unusable {
        try {
            return ManifestEntry.ofLine(line);
        } catch (RuntimeException e) {
            throw new ObjectReader.Unusable(
                    "line " + number + " of the manifest is no entry: " + Text.cleaned(e.getMessage() + "", 500));
        }
    }

    /** Bytes that had to be moved. */
    private long copy(TransferOrdered order, ManifestEntry entry) throws ObjectReader.Unusable, IOException {
        List<StoredObject> here = Waiting.on(ledger.objects(entry.productId(), Optional.of(entry.revision())));
        if (!here.isEmpty()) {
            return 0;
        }
        List<ManifestEntry.ObjectRef> sources = entry.replicas().stream()
                .filter(replica -> replica.site().equals(order.getSourceSite()))
                .findFirst()
                .map(ManifestEntry.Replica::objects)
                .orElse(List.of());
        if (sources.isEmpty()) {
            throw new ObjectReader.Unusable("has no copy at " + order.getSourceSite());
        }
        List<StoredObject> copies = new ArrayList<>();
        for (ManifestEntry.ObjectRef source : sources) {
            StoredObject object = StoredObject.newBuilder()
                    .setBucket(source.bucket())
                    .setKey(source.key())
                    .setSize(source.size())
                    .setSha256(source.sha256())
                    .setName(source.name())
                    .build();
            String key = entry.keyOfCopy(source);
            objects.copy(object, bucket, key);
            copies.add(StoredObject.newBuilder(object)
                    .setBucket(bucket)
                    .setKey(key)
                    .build());
        }
        ReplicaAdded added = ReplicaAdded.newBuilder()
                .setProductId(entry.productId())
                .setRevision(entry.revision())
                .setSite(order.getTargetSite())
                .setKind(ReplicaKind.OBJECT)
                .setObjects(copies)
                .setSize(entry.size())
                .setTransferId(order.getTransferId())
                .build();
        String id = DerivedId.of("replica", order.getTransferId().toString(), entry.productId())
                .toString();
        Waiting.on(log.publish(List.of(new Fact(id, entry.productId(), added))));
        return entry.size();
    }

    private void publish(TransferOrdered order, String step, SpecificRecord event) throws IOException {
        String transfer = order.getTransferId().toString();
        Waiting.on(log.publish(
                List.of(new Fact(DerivedId.of("transfer", transfer, step).toString(), transfer, event))));
    }
}
