package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.Patience;
import org.periapsis.events.DataRights;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.ingest.domain.intake.Sha256;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.OutputEntry;

/** The service on real Kafka, PostgreSQL, S3 and registry. Each test has an archive of its own. */
class IngestIT {
    @TempDir
    static Path directory;

    private static TestSite site;

    @BeforeAll
    static void start() throws Exception {
        site = new TestSite(directory);
        site.start();
    }

    @AfterAll
    static void stop() throws Exception {
        site.stop();
        site.close();
    }

    @Test
    void takesAFileAndGivesItBack() throws Exception {
        byte[] bytes = Samples.bytes("kpno-m67-m6707hh.fits");
        HttpResponse<String> answer =
                site.upload("kpno", "m67.fits", bytes, new JsonObject().put("obs_collection", "plates"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject product = new JsonObject(answer.body());
        String id = "ivo://kpno/plates?m67.fits";
        assertThat(product.getString("product_id")).isEqualTo(id);
        assertThat(product.getDouble("s_ra")).isCloseTo(132.8337, within(1e-3));
        String position = answer.headers().firstValue("Periapsis-Position").orElseThrow();

        ProductIngested event = ingested("kpno").get(0);
        assertThat(event.getSite()).isEqualTo("esac");
        assertThat(event.getManifestSha256()).isEqualTo(sha256(bytes));
        assertThat(event.getObscore().getDataRights()).isEqualTo(DataRights.PUBLIC);

        JsonObject known = new JsonObject(site.get(
                        "/archives/kpno/products?id=" + TestSite.encoded(id),
                        site.token("archive:kpno"),
                        "Periapsis-Position",
                        position)
                .body());
        assertThat(known.getJsonArray("files")).hasSize(1);

        HttpResponse<String> download = site.get("/files/" + TestSite.encoded(id), null);
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.body().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
        HttpResponse<String> part =
                site.get("/files/" + TestSite.encoded(id) + "/m67.fits", null, "Range", "bytes=10-29");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
    }

    @Test
    void takesEverySampleOrSaysWhyNot() throws Exception {
        List<String> taken = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (var files = Files.list(Samples.FOLDER)) {
            for (Path file :
                    files.filter(f -> f.toString().contains(".fits")).sorted().toList()) {
                String name = file.getFileName().toString();
                HttpResponse<String> answer = site.upload("all", name, Files.readAllBytes(file), null);
                (answer.statusCode() == 201 ? taken : refused).add(name + " " + answer.statusCode());
            }
        }
        assertThat(refused)
                .containsExactly(
                        "m13-blue-0001.fits 422",
                        "m13-blue-0002.fits 422",
                        "m13-blue-0003.fits 422",
                        "sdo-aia-171.fits 422",
                        "tau-ceti-velocities.fits 422");
        assertThat(taken).hasSize(24);
        assertThat(replicas("all")).hasSize(24);
        assertThat(site.keys("ingest-esac", "esac-products").stream().filter(k -> k.startsWith("all/")))
                .as("no object of a refused file is left")
                .hasSize(24);
        JsonObject m13 = new JsonObject().put("s_ra", 250.4235).put("s_dec", 36.4613);
        assertThat(site.upload("all", "m13-blue-0001.fits", Samples.bytes("m13-blue-0001.fits"), m13)
                        .statusCode())
                .isEqualTo(201);
        JsonObject sun = new JsonObject().put("not_on_sky", true);
        assertThat(site.upload("all", "sdo-aia-171.fits", Samples.bytes("sdo-aia-171.fits"), sun)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void takesTheSameBytesOnceHoweverManySendThemTogether() throws Exception {
        byte[] bytes = Samples.bytes("ned-crab.fits");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(site.http()
                    .sendAsync(
                            site.form("twice", "crab-" + i % 2 + ".fits", bytes, null),
                            HttpResponse.BodyHandlers.ofString()));
        }
        List<Integer> statuses =
                answers.stream().map(a -> a.join().statusCode()).sorted().toList();
        assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 200, 200, 201);
        assertThat(site.upload("twice", "crab.fits", bytes, null).statusCode()).isEqualTo(200);
        assertThat(ingested("twice")).hasSize(1);
        assertThat(replicas("twice")).hasSize(1);
        Patience.until("repeats leave no object", TestSite.PATIENCE, () -> objectsOf("twice") == 1);
    }

    @Test
    void replacesAnotherFileOfTheSameNameOnlyWhenTold() throws Exception {
        byte[] first = Samples.bytes("ned-crab.fits");
        byte[] second = Samples.bytes("ukidss-cutout.fits");
        assertThat(site.upload("revise", "crab.fits", first, null).statusCode()).isEqualTo(201);
        HttpResponse<String> conflict = site.upload("revise", "crab.fits", second, null);
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(conflict.body()).getString("remedy")).contains("If-Match: \"1\"");
        assertThat(site.upload("revise", "crab.fits", second, null, "If-Match", "\"7\"")
                        .statusCode())
                .isEqualTo(409);
        HttpResponse<String> revised = site.upload("revise", "crab.fits", second, null, "If-Match", "\"1\"");
        assertThat(revised.statusCode()).isEqualTo(201);
        assertThat(new JsonObject(revised.body()).getInteger("revision")).isEqualTo(2);
        assertThat(site.events(Topic.PRODUCTS, "esac", ProductRevised.class)).hasSize(1);
    }

    @Test
    void listsWhatItRefused() throws Exception {
        byte[] good = Samples.bytes("ned-crab.fits");
        problem(site.upload("bad", "cut.fits", Arrays.copyOf(good, 50_000), null), 422, "truncated", "NAXIS2");
        problem(
                site.upload("bad", "page.fits", "<html>".getBytes(StandardCharsets.UTF_8), null),
                415,
                "not-fits",
                "SIMPLE");
        JsonObject wrong = new JsonObject().put("sha256", "0".repeat(64));
        problem(site.upload("bad", "sum.fits", good, wrong), 422, "checksum-mismatch", "sha256");
        JsonObject typo = new JsonObject().put("s_raa", 3);
        problem(site.upload("bad", "typo.fits", good, typo), 400, "bad-metadata", "s_raa");
        byte[] absurd = good.clone();
        byte[] card = "NAXIS1  =                  -77".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(card, 0, absurd, 3 * 80, card.length);
        problem(site.upload("bad", "absurd.fits", absurd, null), 422, "absurd-header", "NAXIS1");
        byte[] page = "<html>".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        problem(site.upload("bad", "long.fits", page, null), 415, "not-fits", "SIMPLE");

        Patience.until(
                "the ledger shows six refusals",
                TestSite.PATIENCE,
                () -> refusals("bad", 500, null).getJsonArray("refusals").size() == 6);
        JsonObject first = refusals("bad", 4, null);
        JsonObject rest = refusals("bad", 4, first.getString("next"));
        assertThat(rest.getJsonArray("refusals")).hasSize(2);
        assertThat(rest.getJsonArray("refusals").getJsonObject(1).getString("source"))
                .isEqualTo("cut.fits");
        assertThat(site.events(Topic.INTAKE, "esac", ProductRefused.class).stream()
                        .filter(e -> e.getArchive().equals("bad")))
                .hasSize(6);
        assertThat(objectsOf("bad")).isZero();
    }

    @Test
    void listsOnceWhatWasRefusedManyTimesAtOnceAndGoesOn() throws Exception {
        String token = site.token("archive:again");
        String lines = "{\"name\": \"broken\"}\n".repeat(500);
        HttpResponse<String> answer = site.post("/archives/again/products", "application/x-ndjson", lines, token);
        assertThat(answer.body().lines().map(JsonObject::new).map(a -> a.getInteger("status")))
                .hasSize(500)
                .containsOnly(400);
        Patience.until(
                "the ledger shows the refusal",
                TestSite.PATIENCE,
                () -> refusals("again", 500, null).getJsonArray("refusals").size() == 1);
        problem(
                site.upload("again", "page.fits", "<html>".getBytes(StandardCharsets.UTF_8), null),
                415,
                "not-fits",
                "SIMPLE");
        Patience.until(
                "the ledger goes on",
                TestSite.PATIENCE,
                () -> refusals("again", 500, null).getJsonArray("refusals").size() == 2);
    }

    @Test
    void freesTheSlotAndTheStoreOfASenderWhoIsGone() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), site.port())) {
                byte[] start = Arrays.copyOf(Samples.bytes("ned-crab.fits"), 20_000);
                socket.getOutputStream()
                        .write(("POST /archives/gone/products HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                        + site.token("archive:gone")
                                        + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 72000\r\n\r\n"
                                        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.fits\"\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(start);
                socket.getOutputStream().flush();
            }
        }
        Patience.until("uploads are taken again", TestSite.PATIENCE, () -> {
            try {
                return site.upload("gone", "crab.fits", Samples.bytes("ned-crab.fits"), null)
                                .statusCode()
                        < 300;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Patience.until("only the whole file is stored", TestSite.PATIENCE, () -> objectsOf("gone") == 1);
        problem(site.upload("gone", "..", Samples.bytes("ned-crab.fits"), null), 400, "bad-metadata", "name");
    }

    @Test
    void letsOnlyTheArchiveIn() throws Exception {
        String path = "/archives/closed/products";
        assertThat(site.post(path, "application/json", "{}", null).statusCode()).isEqualTo(401);
        assertThat(site.post(path, "application/json", "{}", site.token("archive:other"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.get("/archives/closed/refusals", site.token("user")).statusCode())
                .isEqualTo(403);
        assertThat(site.post(path, "text/html", "{}", site.token("operator")).statusCode())
                .isEqualTo(415);
    }

    @Test
    void keepsPrivateProductsFromOthers() throws Exception {
        JsonObject secret = new JsonObject().put("data_rights", "proprietary");
        HttpResponse<String> answer = site.upload("secret", "crab.fits", Samples.bytes("ned-crab.fits"), secret);
        assertThat(answer.statusCode()).isEqualTo(201);
        String path = "/files/" + TestSite.encoded(new JsonObject(answer.body()).getString("product_id"));
        Patience.until(
                "the archive can read it", TestSite.PATIENCE, () -> status(path, site.token("archive:secret")) == 200);
        assertThat(status(path, null)).isEqualTo(401);
        assertThat(status(path, site.token("user"))).isEqualTo(404);
    }

    @Test
    void takesReferencesOneByOneAndInBulk() throws Exception {
        String path = "/archives/refs/products";
        String token = site.token("archive:refs");
        site.put("ingest-esac", "esac-products", "refs/in/crab.fits", Samples.bytes("ned-crab.fits"));
        JsonObject reference = new JsonObject()
                .put("name", "crab.fits")
                .put("size", Samples.bytes("ned-crab.fits").length)
                .put("sha256", sha256(Samples.bytes("ned-crab.fits")))
                .put("location", "s3://esac-products/refs/in/crab.fits")
                .put("obscore", new JsonObject().put("s_ra", 83.63).put("s_dec", 22.01));
        HttpResponse<String> one = site.post(path, "application/json", reference.encode(), token);
        assertThat(one.statusCode()).as(one.body()).isEqualTo(201);
        assertThat(site.post(path, "application/json", reference.encode(), token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(objectsOf("refs")).as("a referred object is the archive's").isEqualTo(1);
        problem(
                site.post(
                        path,
                        "application/json",
                        reference
                                .copy()
                                .put("size", 5)
                                .put("name", "b")
                                .put("sha256", "1".repeat(64))
                                .encode(),
                        token),
                422,
                "size-mismatch",
                "size");
        problem(
                site.post(
                        path,
                        "application/json",
                        reference
                                .copy()
                                .put("location", "s3://esac-products/kpno/x")
                                .encode(),
                        token),
                400,
                "bad-metadata",
                "location");

        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            lines.append(bulk(i).encode()).append('\n');
        }
        lines.append("{\"name\": \"broken\"}\n").append(bulk(17).encode()).append('\n');
        HttpResponse<String> bulk = site.post(path, "application/x-ndjson", lines.toString(), token);
        List<JsonObject> answers = bulk.body().lines().map(JsonObject::new).toList();
        assertThat(answers).hasSize(3002);
        assertThat(answers.stream().limit(3000).map(a -> a.getInteger("status")))
                .containsOnly(201);
        assertThat(answers.get(3000).getInteger("status")).isEqualTo(400);
        assertThat(answers.get(3000).getString("field")).isEqualTo("size");
        assertThat(answers.get(3001).getInteger("status")).isEqualTo(200);
        assertThat(answers.get(3001).getString("product_id")).isEqualTo("ivo://refs/refs?bulk-17.fits");
        assertThat(ingested("refs")).hasSize(3001);
    }

    @Test
    void carriesOutATransferAddressedToItsSite() throws Exception {
        byte[] bytes = Samples.bytes("irsa-dust-m51.fits");
        site.put("ingest-jive", "jive-products", "irsa/1/m51.fits", bytes);
        ManifestEntry.ObjectRef good = new ManifestEntry.ObjectRef(
                "jive-products", "irsa/1/m51.fits", bytes.length, sha256(bytes), "m51.fits");
        ManifestEntry.ObjectRef corrupt = new ManifestEntry.ObjectRef(
                "jive-products", "irsa/1/m51.fits", bytes.length, sha256(new byte[3]), "m51.fits");
        UUID copied = order(List.of(entry("ivo://irsa/x?0", good), entry("ivo://irsa/x?1", good)), 1, 1);
        Patience.until("the transfer has completed", TestSite.PATIENCE, () -> completed(copied) == 1);
        ReplicaAdded replica = replicas("irsa").get(0);
        assertThat(replica.getProductId()).isEqualTo("ivo://irsa/x?1");
        assertThat(replica.getTransferId()).isEqualTo(copied);
        assertThat(site.object("ingest-esac", "esac-products", "irsa/1/m51.fits"))
                .isEqualTo(bytes);

        UUID again = order(List.of(entry("ivo://irsa/x?1", good)), 0, 1);
        Patience.until("what is here is not copied again", TestSite.PATIENCE, () -> completed(again) == 1);
        assertThat(site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                        .filter(e -> e.getTransferId().equals(again))
                        .map(TransferCompleted::getBytes))
                .containsExactly(0L);

        UUID failed = order(List.of(entry("ivo://irsa/x?2", corrupt)), 0, 1);
        Patience.until(
                "the corrupt source is told",
                TestSite.PATIENCE,
                () -> site.events(Topic.TRANSFERS, "esac", TransferFailed.class).stream()
                        .anyMatch(e -> e.getTransferId().equals(failed)
                                && "ivo://irsa/x?2".equals(e.getProductId())
                                && e.getReason().contains("corrupt")));
        assertThat(replicas("irsa")).hasSize(1);
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
                                        "esac-outputs", key, table.length, sha256(table), "statistics.csv")),
                                java.util.Optional.empty())
                        .toLine()
                + "\n"
                + new OutputEntry(1, List.of("ivo://x/y?z"), List.of(), java.util.Optional.of("no data")).toLine()
                + "\n";
        byte[] document = manifest.getBytes(StandardCharsets.UTF_8);
        site.put("agent-esac", "esac-outputs", job + "/run-1/1/manifest.ndjson", document);
        RunConcluded concluded = concluded(job, document);
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
        Patience.until("its owner can read it", TestSite.PATIENCE, () -> status(path, site.token("user")) == 200);
        assertThat(status(path, null)).isEqualTo(401);
    }

    @Test
    void knowsARepeatAfterARestart() throws Exception {
        byte[] bytes = Samples.bytes("first-cutout.fits");
        assertThat(site.upload("again", "first.fits", bytes, null).statusCode()).isEqualTo(201);
        site.stop();
        site.start();
        assertThat(site.upload("again", "first.fits", bytes, null).statusCode()).isEqualTo(200);
        assertThat(ingested("again")).hasSize(1);
    }

    private static RunConcluded concluded(UUID job, byte[] document) {
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

    private static List<ProductIngested> outputs(UUID job) {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getProvenance() != null
                        && e.getProvenance().getJobId().equals(job))
                .toList();
    }

    private static ManifestEntry entry(String id, ManifestEntry.ObjectRef object) {
        return new ManifestEntry(
                id,
                1,
                object.size(),
                List.of(new ManifestEntry.Replica("jive", List.of(object))),
                new JsonObject().getMap());
    }

    private static UUID order(List<ManifestEntry> entries, int first, int count) throws Exception {
        StringBuilder lines = new StringBuilder();
        entries.forEach(e -> lines.append(e.toLine()).append('\n'));
        byte[] document = lines.toString().getBytes(StandardCharsets.UTF_8);
        String key = sha256(document) + ".ndjson";
        site.put("session-manager", "hub-manifests", key, document);
        UUID transfer = UUID.randomUUID();
        TransferOrdered order = TransferOrdered.newBuilder()
                .setTransferId(transfer)
                .setEntityId(UUID.randomUUID())
                .setOwner(new Owner(TestSite.ISSUER, "ada"))
                .setTeam("")
                .setAuthority("scheduler")
                .setSourceSite("jive")
                .setTargetSite("esac")
                .setManifest(ManifestRef.newBuilder()
                        .setUri("s3://hub-manifests/" + key)
                        .setSha256(sha256(document))
                        .setCount(entries.size())
                        .setBytes(1)
                        .build())
                .setEntries(List.of(new IndexRange(first, count)))
                .setBytes(1)
                .build();
        site.write("scheduler", transfer.toString(), order);
        return transfer;
    }

    private static long completed(UUID transfer) {
        return site.events(Topic.TRANSFERS, "esac", TransferCompleted.class).stream()
                .filter(e -> e.getTransferId().equals(transfer))
                .count();
    }

    private static JsonObject bulk(int i) {
        return new JsonObject()
                .put("name", "bulk-" + i + ".fits")
                .put("size", 1000 + i)
                .put("sha256", Sha256.of("bulk " + i))
                .put("access_url", "https://archive.test/" + i)
                .put("s_ra", i % 360)
                .put("obscore", new JsonObject().put("s_dec", i % 90));
    }

    private static void problem(HttpResponse<String> answer, int status, String code, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).endsWith("/" + code);
        assertThat(problem.getString("field")).isEqualTo(field);
        assertThat(problem.getString("remedy")).isNotBlank();
    }

    private static JsonObject refusals(String archive, int limit, String after) {
        try {
            return new JsonObject(site.get(
                            "/archives/" + archive + "/refusals?limit=" + limit
                                    + (after == null ? "" : "&after=" + after),
                            site.token("archive:" + archive))
                    .body());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(String path, String token) {
        try {
            return site.get(path, token).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long objectsOf(String archive) {
        try {
            return site.keys("ingest-esac", "esac-products").stream()
                    .filter(k -> k.startsWith(archive + "/"))
                    .count();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ProductIngested> ingested(String archive) {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getArchive().equals(archive))
                .toList();
    }

    private static List<ReplicaAdded> replicas(String archive) {
        return site.events(Topic.REPLICAS, "esac", ReplicaAdded.class).stream()
                .filter(e -> e.getProductId().startsWith("ivo://" + archive + "/"))
                .toList();
    }

    private static String sha256(byte[] bytes) {
        return Sha256.hex(Sha256.digest().digest(bytes));
    }
}
