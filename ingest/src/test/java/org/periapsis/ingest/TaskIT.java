package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.DataRights;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/** What the hub asks of a site: transfers, and the outputs of runs. */
@ExtendWith(OneSite.class)
class TaskIT {
    private final TestSite site;

    TaskIT(TestSite site) {
        this.site = site;
    }

    @Test
    void carriesOutATransferAddressedToItsSite() throws Exception {
        byte[] bytes = Samples.bytes("irsa-dust-m51.fits");
        site.put("ingest-jive", "jive-products", "irsa/1/m51.fits", bytes);
        byte[] others = Samples.bytes("ned-crab.fits");
        site.put("ingest-esac", "esac-products", "irsa/1/m51.fits", others);
        ManifestEntry.ObjectRef good = new ManifestEntry.ObjectRef(
                "jive-products", "irsa/1/m51.fits", bytes.length, Hub.sha256(bytes), "m51.fits");
        ManifestEntry.ObjectRef corrupt = new ManifestEntry.ObjectRef(
                "jive-products", "irsa/1/m51.fits", bytes.length, Hub.sha256(new byte[3]), "m51.fits");
        UUID copied = hub().order(List.of(Hub.entry("ivo://irsa/x?0", good), Hub.entry("ivo://irsa/x?1", good)), 1, 1);
        Patience.until("the transfer has completed", TestSite.PATIENCE, () -> completed(copied) == 1);
        ReplicaAdded replica = archive("irsa").replicas().get(0);
        assertThat(replica.getProductId()).isEqualTo("ivo://irsa/x?1");
        assertThat(replica.getTransferId()).isEqualTo(copied);
        String key = replica.getObjects().get(0).getKey();
        assertThat(site.object("ingest-esac", "esac-products", key)).isEqualTo(bytes);
        assertThat(key).isEqualTo(Hub.entry("ivo://irsa/x?1", good).keyOfCopy(good));
        assertThat(site.object("ingest-esac", "esac-products", "irsa/1/m51.fits"))
                .as("what has the source's key here is another's")
                .isEqualTo(others);

        UUID again = hub().order(List.of(Hub.entry("ivo://irsa/x?1", good)), 0, 1);
        Patience.until("what is here is not copied again", TestSite.PATIENCE, () -> completed(again) == 1);
        assertThat(site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                        .filter(e -> e.getTransferId().equals(again))
                        .map(TransferCompleted::getBytes))
                .containsExactly(0L);

        UUID failed = hub().order(List.of(Hub.entry("ivo://irsa/x?2", corrupt)), 0, 1);
        Patience.until(
                "the corrupt source is told",
                TestSite.PATIENCE,
                () -> site.events(Topic.TRANSFERS, "esac", TransferFailed.class).stream()
                        .anyMatch(e -> e.getTransferId().equals(failed)
                                && "ivo://irsa/x?2".equals(e.getProductId())
                                && e.getReason().contains("corrupt")));
        assertThat(archive("irsa").replicas()).hasSize(1);
    }

    @Test
    void copiesNothingThatThePersonMayNotReadAnyMoreAndNamesItByItsNumber() throws Exception {
        byte[] bytes = Samples.bytes("irsa-dust-m51.fits");
        site.put("ingest-jive", "jive-products", "lost/1/secret-name.fits", bytes);
        ManifestEntry.ObjectRef object = new ManifestEntry.ObjectRef(
                "jive-products", "lost/1/secret-name.fits", bytes.length, Hub.sha256(bytes), "secret-name.fits");
        List<ManifestEntry> selected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            selected.add(Hub.entry("ivo://lost/x?" + i, object));
        }
        site.indexed("ivo://lost/x?1", rights(Level.PROPRIETARY, Optional.empty(), false));
        site.indexed("ivo://lost/x?2", rights(Level.PUBLIC, Optional.empty(), true));
        // Whose it is, is the order's owner.
        Person owner = new Person(TestSite.ISSUER, "ada");
        site.indexed("ivo://lost/x?3", rights(Level.PROPRIETARY, Optional.of(owner), false));

        UUID refused = hub().order(selected, 0, 4);
        UUID own = hub().order(selected, 3, 1);

        Patience.until("the own one is there", TestSite.PATIENCE, () -> completed(own) == 1);
        Patience.until("the others are refused", TestSite.PATIENCE, () -> reason(refused)
                .isPresent());
        assertThat(reason(refused).orElseThrow())
                .contains("2, by number in the selection 1, 2")
                .doesNotContain("lost");
        assertThat(archive("lost").replicas())
                .extracting(ReplicaAdded::getProductId)
                .containsExactly("ivo://lost/x?3");

        ManifestEntry.ObjectRef gone = new ManifestEntry.ObjectRef(
                "jive-products", "lost/1/gone.fits", bytes.length, Hub.sha256(bytes), "gone.fits");
        UUID missing = hub().order(List.of(Hub.entry("ivo://lost/x?9", gone)), 0, 1);
        Patience.until("the missing one is told", TestSite.PATIENCE, () -> reason(missing)
                .isPresent());
        assertThat(reason(missing)).hasValue("input 0 of the selection is not there");
    }

    private Optional<String> reason(UUID transfer) {
        return site.events(Topic.TRANSFERS, "esac", TransferFailed.class).stream()
                .filter(e -> e.getTransferId().equals(transfer))
                .map(TransferFailed::getReason)
                .findFirst();
    }

    private static ProductRights rights(Level level, Optional<Person> owner, boolean withdrawn) {
        return new ProductRights(level, Optional.empty(), "lost", owner, Optional.empty(), withdrawn);
    }

    @Test
    void publishesTheOutputsOfAConcludedRunOnce() throws Exception {
        HttpResponse<String> input = site.upload("inputs", "dust.fits", Samples.bytes("irsa-dust-m51.fits"), null);
        String inputId = new JsonObject(input.body()).getString("product_id");
        UUID job = UUID.randomUUID();
        byte[] table = "count,mean\n1,2\n".getBytes(StandardCharsets.UTF_8);
        String key = job + "/run-1/1/0/statistics.csv";
        site.put("agent-esac", "esac-outputs", key, table);
        String manifest = new OutputEntry(
                                0,
                                List.of(inputId),
                                List.of(new ManifestEntry.ObjectRef(
                                        "esac-outputs", key, table.length, Hub.sha256(table), "statistics.csv")),
                                Optional.empty())
                        .toLine()
                + "\n"
                + new OutputEntry(1, List.of("ivo://x/y?z"), List.of(), Optional.of("no data")).toLine()
                + "\n";
        byte[] document = manifest.getBytes(StandardCharsets.UTF_8);
        site.put("agent-esac", "esac-outputs", job + "/run-1/1/manifest.ndjson", document);
        RunConcluded concluded = Hub.concluded(job, document);
        site.write("scheduler", job.toString(), concluded);
        site.write("scheduler", job.toString(), concluded);
        Patience.until(
                "the output is published", TestSite.PATIENCE, () -> outputs(job).size() == 1);
        site.stop();
        site.start();
        ProductIngested output = outputs(job).get(0);
        assertThat(outputs(job)).hasSize(1);
        assertThat(output.getProductId()).isEqualTo("ivo://periapsis/outputs?" + job + "/0");
        assertThat(output.getOwner().getSubject()).isEqualTo("ada");
        assertThat(output.getProvenance().getInputIds()).containsExactly(inputId);
        assertThat(output.getProvenance().getDatalabVersion()).isEqualTo("1.0");
        assertThat(output.getObscore().getDataRights()).isEqualTo(DataRights.PROPRIETARY);
        assertThat(output.getObscore().getSRa()).as("of its only input").isCloseTo(202.475, within(0.01));
        String path = "/files/" + TestSite.encoded(output.getProductId());
        Patience.until("its owner can read it", TestSite.PATIENCE, () -> site.status(path, site.token("user")) == 200);
        assertThat(site.status(path, null)).isEqualTo(404);
    }

    /** The agent lets none of these pass; a manifest may say anything all the same. */
    @Test
    void whatIsMoreThanOneEventCanHoldIsRefusedAtOnceAndTheOtherOutputsArePublished() throws Exception {
        UUID job = UUID.randomUUID();
        List<ManifestEntry.ObjectRef> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String name = i + "n".repeat(190);
            many.add(new ManifestEntry.ObjectRef("esac-outputs", job + "/run-1/1/0/" + name, 1, "a".repeat(64), name));
        }
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 8_000; i++) {
            inputs.add("ivo://x/" + "y".repeat(150) + "?" + i);
        }
        String manifest = new OutputEntry(0, List.of(), many, Optional.empty()).toLine() + "\n"
                + new OutputEntry(1, inputs, List.of(output(job, 1)), Optional.empty()).toLine() + "\n"
                + new OutputEntry(2, List.of(), List.of(output(job, 2)), Optional.empty()).toLine() + "\n";
        byte[] document = manifest.getBytes(StandardCharsets.UTF_8);
        site.put("agent-esac", "esac-outputs", job + "/run-1/1/manifest.ndjson", document);

        site.write("scheduler", job.toString(), Hub.concluded(job, document));

        Patience.until(
                "the good one is published",
                TestSite.PATIENCE,
                () -> outputs(job).size() == 1);
        assertThat(outputs(job).get(0).getProductId()).endsWith(job + "/2");
        Patience.until(
                "both others are told", TestSite.PATIENCE, () -> refusals(job).size() == 2);
        assertThat(refusals(job)).allSatisfy(refusal -> {
            assertThat(refusal.getCode()).isEqualTo("too-large");
            assertThat(refusal.getReason()).contains("one event");
        });
    }

    private static ManifestEntry.ObjectRef output(UUID job, int task) {
        String name = "table.csv";
        return new ManifestEntry.ObjectRef(
                "esac-outputs", job + "/run-1/1/" + task + "/" + name, 1, Hub.sha256(new byte[] {(byte) task}), name);
    }

    private List<ProductRefused> refusals(UUID job) {
        return site.events(Topic.INTAKE, "esac", ProductRefused.class).stream()
                .filter(refusal ->
                        refusal.getSource() != null && refusal.getSource().startsWith(job.toString()))
                .toList();
    }

    @Test
    void twoInstancesCarryOutEachTransferOnce() throws Exception {
        int count = 40;
        List<ManifestEntry> entries = new ArrayList<>();
        List<IndexRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("object " + i).repeat(1000).getBytes(StandardCharsets.UTF_8);
            String key = "pair/" + i + "/table.csv";
            site.put("ingest-jive", "jive-products", key, bytes);
            entries.add(Hub.entry(
                    "ivo://pair/x?" + i,
                    new ManifestEntry.ObjectRef("jive-products", key, bytes.length, Hub.sha256(bytes), "table.csv")));
            ranges.add(new IndexRange(i, 1));
        }
        IngestApp second = site.another();
        Set<UUID> ordered;
        try {
            ordered = new HashSet<>(hub().order(entries, ranges));
            Patience.until(
                    "some have completed",
                    TestSite.PATIENCE,
                    () -> completed(ordered).size() > count / 4);
        } finally {
            // What it has in hand the other one takes over.
            TestSite.get(second.stop());
        }
        Patience.until(
                "all have completed",
                TestSite.PATIENCE,
                () -> Set.copyOf(completed(ordered)).size() == count);

        assertThat(completed(ordered)).as("each told once").hasSize(count);
        assertThat(archive("pair").replicas())
                .extracting(ReplicaAdded::getProductId)
                .doesNotHaveDuplicates()
                .hasSize(count);
        assertThat(site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                        .filter(e -> ordered.contains(e.getTransferId()))
                        .map(TransferCompleted::getBytes))
                .as("none found its bytes there already")
                .doesNotContain(0L);
        assertThat(site.events(Topic.TRANSFERS, "esac", TransferFailed.class))
                .noneMatch(e -> ordered.contains(e.getTransferId()));
    }

    private List<ProductIngested> outputs(UUID job) {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getProvenance() != null
                        && e.getProvenance().getJobId().equals(job))
                .toList();
    }

    private long completed(UUID transfer) {
        return site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                .filter(e -> e.getTransferId().equals(transfer))
                .count();
    }

    /** Completed transfers among some, each as often as that was told. */
    private List<UUID> completed(Set<UUID> transfers) {
        return site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                .map(TransferCompleted::getTransferId)
                .filter(transfers::contains)
                .toList();
    }

    private Hub hub() {
        return new Hub(site);
    }

    private Archive archive(String name) {
        return new Archive(site, name);
    }
}
