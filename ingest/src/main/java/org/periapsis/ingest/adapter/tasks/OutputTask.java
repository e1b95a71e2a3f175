package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductFile;
import org.periapsis.events.Provenance;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.StoredObject;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Ids;
import org.periapsis.ingest.adapter.fits.FitsLimits;
import org.periapsis.ingest.adapter.fits.FitsReader;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.s3.ObjectReader;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.header.HeaderReading;
import org.periapsis.ingest.domain.header.ObservationReader;
import org.periapsis.ingest.domain.intake.Content;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.Origin;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.ingest.domain.intake.Refusals;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.kit.postgres.PresentView;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a concluded run brought forth: a product a task, under an id that depends on job and task only, so that a
 * task that ran twice is published once.
 */
final class OutputTask {
    static final String ARCHIVE = Authorities.PLATFORM;
    private static final String INTAKE = "run";
    private static final String REMEDY = "Correct what the job writes, and submit it again";
    static final String COLLECTION = "outputs";
    private static final Logger LOG = LoggerFactory.getLogger(OutputTask.class);
    private static final Map<String, String> TYPES = Map.of(
            "fits", "application/fits",
            "fit", "application/fits",
            "csv", "text/csv",
            "json", "application/json",
            "vot", "application/x-votable+xml",
            "xml", "application/x-votable+xml",
            "ipynb", "application/x-ipynb+json",
            "png", "image/png",
            "txt", "text/plain");

    private final ObjectReader objects;
    private final PostgresLedger ledger;
    private final PresentView present;
    private final Reception reception;
    private final Clock clock;

    OutputTask(ObjectReader objects, PostgresLedger ledger, PresentView present, Reception reception, Clock clock) {
        this.objects = objects;
        this.ledger = ledger;
        this.present = present;
        this.reception = reception;
        this.clock = clock;
    }

    void run(RunConcluded run) throws IOException {
        try {
            Location at = Location.of(run.getOutputs().getUri());
            String text = new String(
                    objects.document(at.bucket(), at.key(), run.getOutputs().getSha256()), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
                output(run, at, line);
            }
        } catch (ObjectReader.Unusable e) {
            LOG.error(
                    "event=outputs-lost entity={} run={} cause={}", run.getEntityId(), run.getRunId(), e.getMessage());
        }
    }

    /** What one task brought forth. Where it cannot be taken its archive, the platform, hears why, and the others go on. */
    private void output(RunConcluded run, Location manifest, String line) throws IOException {
        try {
            OutputEntry entry = OutputEntry.ofLine(line);
            for (String input : entry.inputIds()) {
                Ids.held("input_ids", input);
            }
            if (entry.failure().isEmpty() && !entry.objects().isEmpty()) {
                publish(run, manifest, entry);
            }
        } catch (ObjectReader.Unusable e) {
            refused(run, Refusal.of(new Flaw("objects", String.valueOf(e.getMessage()), REMEDY)));
        } catch (FlawedException e) {
            refused(run, Refusal.of(e.flaw()));
        } catch (StackOverflowError e) {
            refused(run, Refusal.of(new Flaw("objects", "A file is nested too deeply to be read", REMEDY)));
        } catch (RuntimeException e) {
            // A line may be anything: nothing of ours wrote it, and the same would come of it however often it is read.
            refused(run, Refusal.of(new Flaw("manifest", "A line is no entry: " + e.getMessage(), REMEDY)));
        }
    }

    /** Gives up what a run brought forth. */
    void fail(RunConcluded run, String reason) throws IOException {
        refused(run, Refusal.of(new Flaw("outputs", reason, REMEDY)));
    }

    private void refused(RunConcluded run, Refusal refusal) throws IOException {
        LOG.warn(
                "event=output-refused entity={} run={} field={} cause={}",
                run.getEntityId(),
                run.getRunId(),
                refusal.field(),
                refusal.detail());
        Refusals.Offer offer = new Refusals.Offer(
                ARCHIVE,
                INTAKE,
                Optional.of(run.getEntityId() + "/" + run.getRunId()),
                Optional.empty(),
                Optional.empty());
        Waiting.on(reception.refuse(offer, refusal));
    }

    private void publish(RunConcluded run, Location manifest, OutputEntry entry)
            throws IOException, ObjectReader.Unusable {
        for (ObjectRef object : entry.objects()) {
            if (!object.bucket().equals(manifest.bucket())) {
                throw new ObjectReader.Unusable(object.bucket() + " is not the bucket of this site's outputs");
            }
        }
        List<ProductFile> files = entry.objects().stream()
                .map(o -> ProductFile.newBuilder()
                        .setName(o.name())
                        .setSize(o.size())
                        .setSha256(o.sha256())
                        .setContentType(type(o.name()))
                        .build())
                .toList();
        List<StoredObject> stored = entry.objects().stream()
                .map(o -> StoredObject.newBuilder()
                        .setBucket(o.bucket())
                        .setKey(o.key())
                        .setSize(o.size())
                        .setSha256(o.sha256())
                        .setName(o.name())
                        .setContentType(type(o.name()))
                        .build())
                .toList();
        Content content = Content.of(files, stored);
        Draft draft =
                new Draft(origin(run, entry), describe(run, entry, content), content, true, Set.of(), Optional.empty());
        try {
            Waiting.on(reception.take(draft));
        } catch (RefusedException e) {
            if (e.refusal().reason() != Refusal.Reason.CONFLICT) {
                refused(run, e.refusal());
                return;
            }
            // Other bytes under the same job and task: a run that was superseded and took effect before.
            LOG.warn("event=output-refused product={} cause={}", draft.productId(), e.getMessage());
        }
    }

    private static Origin origin(RunConcluded run, OutputEntry entry) {
        Provenance provenance = Provenance.newBuilder()
                .setJobId(run.getEntityId())
                .setRunId(run.getRunId())
                .setEpoch(run.getEpoch())
                .setTask(entry.task())
                .setDatalab(run.getDatalab().getId())
                .setDatalabVersion(run.getDatalab().getVersion())
                .setInputIds(entry.inputIds())
                .build();
        return new Origin(
                ARCHIVE,
                INTAKE,
                Optional.of(run.getOwner()),
                Optional.of(run.getTeam()).filter(team -> !team.isBlank()),
                Optional.of(provenance),
                Optional.empty());
    }

    private ObsCore describe(RunConcluded run, OutputEntry entry, Content content)
            throws IOException, ObjectReader.Unusable {
        StoredObject first = content.objects().get(0);
        ObsCore.Builder o = first.getName().toLowerCase(Locale.ROOT).matches(".*\\.(fits|fit|fits\\.gz)")
                ? headers(first)
                : ObsCore.newBuilder().setDataproductType("measurements");
        o.setObsPublisherDid("ivo://" + ARCHIVE + "/" + COLLECTION + "?" + run.getEntityId() + "/" + entry.task());
        o.setObsCollection(COLLECTION);
        o.setObsId(run.getEntityId().toString());
        o.setCalibLevel(4);
        o.setObsTitle(run.getDatalab().getId() + " " + run.getDatalab().getVersion() + ", task " + entry.task());
        o.setAccessFormat(first.getContentType());
        o.setAccessEstsize((content.size() + 1023) / 1024);
        o.setDataRights(run.getOutputRights() == DataRights.UNKNOWN ? DataRights.PROPRIETARY : run.getOutputRights());
        if (o.getSRa() == null && entry.inputIds().size() == 1) {
            inherit(o, entry.inputIds().get(0), readers(run, o.getDataRights()));
        }
        return o.build();
    }

    /** For whom an output is: nobody in particular, anybody who is signed in, or its owner. */
    private static Viewer readers(RunConcluded run, DataRights rights) {
        return switch (rights) {
            case PUBLIC -> Viewer.nobody();
            case SECURE -> Viewer.of(run.getOwner().getIssuer(), "anybody", Set.of(), Set.of());
            default ->
                Viewer.of(run.getOwner().getIssuer(), run.getOwner().getSubject(), Set.of(), Set.of(run.getTeam()));
        };
    }

    private ObsCore.Builder headers(StoredObject object) throws IOException, ObjectReader.Unusable {
        try (InputStream in = objects.open(object);
                FitsReader reader = new FitsReader(FitsLimits.STANDARD)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                reader.accept(buffer, 0, n);
            }
            HeaderReading reading = ObservationReader.read(reader.finish());
            reading.leftOut()
                    .forEach(flaw -> LOG.info(
                            "event=header-left-out key={} field={} cause={}",
                            object.getKey(),
                            flaw.field(),
                            flaw.detail()));
            return reading.obscore();
        } catch (RefusedException e) {
            // A run may call anything .fits; it is published as what it is.
            LOG.info("event=output-not-fits key={} cause={}", object.getKey(), e.getMessage());
            return ObsCore.newBuilder();
        }
    }

    /**
     * What is made of one product is found where that product is, if this site publishes it. Where and what a private product is
     * does not go on to an output that more people see.
     */
    private void inherit(ObsCore.Builder o, String input, Viewer readers) throws IOException {
        Rights rights = Rights.of(readers);
        Waiting.on(present.sure(() -> ledger.product(input), Optional::isEmpty))
                .filter(product -> rights.mayKnow(product.rights(), clock.instant()))
                .ifPresent(product -> {
                    PostgresLedger.Sky sky = product.sky();
                    o.setSRa(sky.ra()).setSDec(sky.dec()).setSFov(sky.fov()).setSRegion(sky.region());
                    if (o.getTargetName() == null) {
                        o.setTargetName(sky.target());
                    }
                });
    }

    private static String type(String name) {
        return TYPES.getOrDefault(
                name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
    }
}
