package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.periapsis.ingest.Archive.problem;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.DataRights;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.kit.observe.Audit;
import org.periapsis.kit.observe.AuditLines;
import org.slf4j.LoggerFactory;

/** Files over HTTP into real Kafka, PostgreSQL and S3, and out again. Each test has an archive of its own. */
@ExtendWith(OneSite.class)
class UploadIT {
    private final TestSite site;

    UploadIT(TestSite site) {
        this.site = site;
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

        ProductIngested event = archive("kpno").ingested().get(0);
        assertThat(event.getSite()).isEqualTo("esac");
        assertThat(event.getManifestSha256()).isEqualTo(Hub.sha256(bytes));
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
        HttpResponse<String> head = site.send("HEAD", "/files/" + TestSite.encoded(id));
        assertThat(head.headers().firstValue("content-length")).hasValue(String.valueOf(bytes.length));
        HttpResponse<String> part =
                site.get("/files/" + TestSite.encoded(id) + "/m67.fits", null, "Range", "bytes=10-29");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
    }

    @Test
    void aDownloadMayDependOnTheTag() throws Exception {
        byte[] bytes = Samples.bytes("kpno-m67-m6707hh.fits");
        HttpResponse<String> answer = site.upload("conditions", "m67.fits", bytes, null);
        String file = "/files/" + TestSite.encoded(new JsonObject(answer.body()).getString("product_id"));
        String tag = "\"" + Hub.sha256(bytes) + "\"";

        HttpResponse<String> same = site.get(file, null, "If-None-Match", "\"x\", W/" + tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).hasValue(tag);
        assertThat(site.get(file, null, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
        HttpResponse<String> other = site.get(file, null, "If-Match", "\"x\"");
        assertThat(other.statusCode()).isEqualTo(412);
        assertThat(new JsonObject(other.body()).getString("field")).isEqualTo("If-Match");
        assertThat(site.get(file, null, "If-Match", tag).statusCode()).isEqualTo(200);
        assertThat(site.get(file, null, "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        HttpResponse<String> whole = site.get(file, null, "Range", "bytes=0-9", "If-Range", "\"x\"");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).hasSize(bytes.length);
    }

    @Test
    void whatIsOfferedIsWrittenDown() throws Exception {
        try (AuditLines audited = new AuditLines()) {
            HttpResponse<String> answer = site.upload("audited", "no.fits", new byte[10], null);
            assertThat(audited.acts()).singleElement().satisfies(act -> assertThat(act.getMap())
                    .containsEntry("act", "PRODUCTS_OFFERED")
                    .containsEntry("status", answer.statusCode())
                    .containsEntry("path", "/archives/audited/products"));
        }
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
        assertThat(archive("all").replicas()).hasSize(24);
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
        assertThat(archive("twice").ingested()).hasSize(1);
        assertThat(archive("twice").replicas()).hasSize(1);
        Patience.until(
                "repeats leave no object",
                TestSite.PATIENCE,
                () -> archive("twice").objects() == 1);
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
    void aRevisionThatOthersMayReadIsInTheAuditLog() throws Exception {
        JsonObject closed =
                new JsonObject().put("data_rights", "proprietary").put("obs_release_date", "2099-01-01T00:00:00Z");
        JsonObject open = new JsonObject().put("data_rights", "public");
        Logger audit = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
        try {
            offered(Samples.bytes("ned-crab.fits"), closed);
            offered(Samples.bytes("ukidss-cutout.fits"), closed, "If-Match", "\"1\"");
            offered(Samples.bytes("irsa-dust-m51.fits"), open, "If-Match", "\"2\"");
            Patience.until(
                    "they are written",
                    TestSite.PATIENCE,
                    () -> acts(lines, "PRODUCTS_OFFERED").size() == 3);
        } finally {
            audit.detachAppender(lines);
        }
        List<JsonObject> changed = acts(lines, "RIGHTS_CHANGED");
        assertThat(changed).hasSize(1);
        assertThat(changed.get(0).getString("was")).isEqualTo("proprietary, released 2099-01-01T00:00:00Z");
        assertThat(changed.get(0).getString("is")).isEqualTo("public");
        assertThat(changed.get(0).getString("product")).isEqualTo("ivo://opened/opened?crab.fits");
        assertThat(changed.get(0).getString("who")).isEqualTo("ada");
        assertThat(changed.get(0).getInteger("status")).isEqualTo(201);
    }

    @Test
    void aRepeatSaysWhatItDoesNotTakeAndHowThatIsChanged() throws Exception {
        byte[] bytes = Samples.bytes("ned-crab.fits");
        JsonObject plates = new JsonObject()
                .put("obs_collection", "plates")
                .put("s_ra", 83.5)
                .put("s_dec", 22);
        assertThat(site.upload("held", "good.fits", bytes, plates).statusCode()).isEqualTo(201);
        assertThat(warnings(site.upload("held", "good.fits", bytes, plates))).isEmpty();
        JsonObject closed = new JsonObject()
                .put("data_rights", "proprietary")
                .put("obs_release_date", "2099-01-01T00:00:00Z")
                .put("collection", "OTHER")
                .put("obs_title", "Mine")
                .put("s_ra", 83.5)
                .put("s_dec", 22.0);
        List<JsonObject> warnings = warnings(site.upload("held", "priv.fits", bytes, closed));
        assertThat(warnings)
                .extracting(
                        one -> one.getString("field"),
                        one -> one.getString("holds"),
                        one -> one.getBoolean("less_held_back"))
                .containsExactly(
                        tuple("data_rights", "public", true),
                        tuple("obs_release_date", null, true),
                        tuple("obs_collection", "plates", false),
                        tuple("obs_title", null, false));
        String id = "ivo://held/plates?good.fits";
        assertThat(warnings.get(0).getString("detail")).contains("NOT held back", "data_rights = proprietary");
        assertThat(warnings.get(0).getString("remedy")).contains(id, "If-Match: \"1\"");
        HttpResponse<String> revised = site.upload(
                "held", "priv.fits", bytes, closed.copy().put("obs_publisher_did", id), "If-Match", "\"1\"");
        assertThat(revised.statusCode()).as(revised.body()).isEqualTo(201);
        String path = "/files/" + TestSite.encoded(id);
        assertThat(site.status(path, null)).isEqualTo(404);
        assertThat(warnings(site.upload("held", "good.fits", bytes, new JsonObject().put("data_rights", "public"))))
                .extracting(one -> one.getBoolean("less_held_back"))
                .containsExactly(false);
    }

    private static List<JsonObject> warnings(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject json = new JsonObject(answer.body());
        assertThat(json.getString("outcome")).isEqualTo("repeated");
        return json.getJsonArray("warnings", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private void offered(byte[] bytes, JsonObject metadata, String... headers) throws Exception {
        HttpResponse<String> taken = site.upload("opened", "crab.fits", bytes, metadata, headers);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
    }

    private static List<JsonObject> acts(ListAppender<ILoggingEvent> lines, String act) {
        return List.copyOf(lines.list).stream()
                .map(line -> new JsonObject(line.getFormattedMessage()))
                .filter(line -> act.equals(line.getString("act"))
                        && line.getString("path").contains("opened"))
                .toList();
    }

    @Test
    void freesTheSlotAndTheStoreOfASenderWhoIsGone() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
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
        Patience.until(
                "uploads are taken again",
                TestSite.PATIENCE,
                () -> site.upload("gone", "crab.fits", Samples.bytes("ned-crab.fits"), null)
                                .statusCode()
                        < 300);
        Patience.until(
                "only the whole file is stored",
                TestSite.PATIENCE,
                () -> archive("gone").objects() == 1);
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
                "the archive can read it",
                TestSite.PATIENCE,
                () -> site.status(path, site.token("archive:secret")) == 200);
        assertThat(site.status(path, null)).isEqualTo(404);
        assertThat(site.status(path, site.token("user"))).isEqualTo(404);
    }

    @Test
    void knowsARepeatAfterARestart() throws Exception {
        byte[] bytes = Samples.bytes("first-cutout.fits");
        assertThat(site.upload("again", "first.fits", bytes, null).statusCode()).isEqualTo(201);
        site.stop();
        site.start();
        assertThat(site.upload("again", "first.fits", bytes, null).statusCode()).isEqualTo(200);
        assertThat(archive("again").ingested()).hasSize(1);
    }

    private Archive archive(String name) {
        return new Archive(site, name);
    }
}
