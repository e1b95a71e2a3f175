package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.ingest.Archive.problem;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.embedded.Hostile;
import org.periapsis.embedded.Patience;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.kit.postgres.ViewStore;

/** Whatever somebody sends by any way in, what others send goes on: now, after a restart, and after a replay. */
@ExtendWith(OneSite.class)
class HostileIT {
    private static final long SEED = 20261130;
    private static final String ARCHIVE = "hostile";
    private static final String PATH = "/archives/" + ARCHIVE + "/products";

    private final TestSite site;
    private final Hostile hostile = new Hostile(SEED);

    HostileIT(TestSite site) {
        this.site = site;
    }

    @ParameterizedTest
    @CsvSource({
        "target_name, '\"a\\u0000b\"'",
        "target_name, '\"\\ud800\"'",
        "obs_release_date, '\"+300000-01-01T00:00:00Z\"'",
        "obs_release_date, '\"0000-01-01\"'",
        "obs_publisher_did, '\"ivo://ska-pathfinders/x?y\"'",
        "obs_publisher_did, '\"ivo://periapsis/outputs?x/0\"'",
        "s_dec, 1e999",
        "s_xel1, 9223372036854775808",
        "em_min, 0",
        "size, 18446744073709551616",
        "size, 9007199254740992",
        "size, -5",
        "obs_publisher_did, '\"ivo://hostile/z%zz\"'",
        "obs_publisher_did, '\"ivo://hostile/a\\u202eb\"'",
        "obs_publisher_did, '\"ivo://hostile/a/../b\"'",
        "obs_publisher_did, '\"ivo://hostile/a#b\"'",
        "collection, '\"a\\u0000b\"'",
        "access_url, '\"javascript:alert(1)\"'",
        "content_type, '\"text/html\\n\"'",
        "location, '\"s3://esac-products/hostile/../x\"'",
        "location, '\"s3://esac-products/hostile/./x\"'",
        "location, '\"s3://esac-products/hostile//x\"'"
    })
    void aReferenceIsRefusedByTheFieldThatIsWrong(String field, String value) throws Exception {
        Map<String, String> reference = reference();
        reference.put(field, value);
        problem(post(Hostile.joined(reference)), 400, "bad-metadata", field);
    }

    @Test
    void aLineWithoutEndIsAnsweredWithItsNumberAndTheBound() throws Exception {
        String token = site.token("archive:" + ARCHIVE);
        String endless = "x".repeat(3_000_000);
        problem(site.post(PATH, "application/x-ndjson", endless, token), 413, "too-large", "line 1");

        String before = "\n" + Hostile.joined(reference()) + "\n";
        HttpResponse<String> answer = site.post(PATH, "application/x-ndjson", before + endless + "\n{}\n", token);
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonObject> lines = answer.body().lines().map(JsonObject::new).toList();
        assertThat(lines).extracting(line -> line.getInteger("status")).containsExactly(201, 413);
        assertThat(lines.get(1).getString("field")).isEqualTo("line 3");
        assertThat(lines.get(1).getString("detail")).contains("1048576");
    }

    @Test
    void aFieldIsGivenOnce() throws Exception {
        String twice = Hostile.joined(reference()).replaceFirst("\\{", "{\"s_ra\":1,");
        problem(post(twice), 400, "bad-metadata", "s_ra");
        HttpResponse<String> query = site.post(
                PATH + "?name=a.fits&s_ra=1&s_ra=2", "application/fits", "SIMPLE  =", site.token("archive:" + ARCHIVE));
        assertThat(query.statusCode()).isBetween(400, 499);
    }

    @Test
    void nobodyPublishesInThePlatformsName() throws Exception {
        HttpResponse<String> answer = site.post(
                "/archives/periapsis/products",
                "application/json",
                Hostile.joined(reference()),
                site.token("operator"));
        problem(answer, 400, "bad-request", "archive");
    }

    @Test
    void whatAHeaderSaysWronglyIsLeftOutAndSaid() throws Exception {
        HttpResponse<String> answer = site.upload(ARCHIVE, "nul.fits", nulObject("dust"), null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject warning =
                new JsonObject(answer.body()).getJsonArray("warnings").getJsonObject(0);
        assertThat(warning.getString("field")).isEqualTo("target_name");
        assertThat(warning.getString("detail")).contains("U+0000");
        ProductIngested event = new Archive(site, ARCHIVE)
                .ingested().stream()
                        .filter(e -> e.getProductId().endsWith("nul.fits"))
                        .findFirst()
                        .orElseThrow();
        assertThat(event.getObscore().getTargetName()).isNull();
        assertThat(event.getObscore().getSRa()).isNotNull();
        ordinary("after-nul-card");
    }

    @Test
    void oneHostileOutputLeavesTheOthersAlone() throws Exception {
        UUID job = UUID.randomUUID();
        byte[] table = "count\n1\n".getBytes(StandardCharsets.UTF_8);
        String lines = line(job, 0, "a.csv", table).replace("\"a.csv\"", "\"a\\u0000.csv\"")
                + line(job, 1, "b.csv", table).replace("b.csv\",\"size", "../b.csv\",\"size")
                + "{\"task\":2,\"task\":3}\nno json\n"
                + line(job, 3, "c.fits", nulObject("c"))
                + line(job, 4, "d.csv", table);
        conclude(job, lines);
        Patience.until("the good outputs are published", TestSite.PATIENCE, () -> outputs(job)
                .containsAll(
                        List.of("ivo://periapsis/outputs?" + job + "/3", "ivo://periapsis/outputs?" + job + "/4")));
        assertThat(outputs(job)).hasSize(2);
        JsonObject refusals = new JsonObject(site.get("/archives/periapsis/refusals?limit=500", site.token("operator"))
                .body());
        assertThat(refusals.getJsonArray("refusals").stream()
                        .map(JsonObject.class::cast)
                        .filter(r -> String.valueOf(r.getString("source")).startsWith(job.toString())))
                .as("and the others are told")
                .hasSizeGreaterThanOrEqualTo(3);
        UUID next = UUID.randomUUID();
        conclude(next, line(next, 0, "e.csv", table));
        Patience.until(
                "the next job's output is published",
                TestSite.PATIENCE,
                () -> outputs(next).size() == 1);
    }

    @Test
    void whateverIsSentEveryRequestIsAnsweredAndOrdinaryOnesPass() throws Exception {
        String token = site.token("archive:" + ARCHIVE);
        List<String> failures = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        int bulk = 0;
        for (int i = 0; i < 50; i++) {
            String body = hostile.object(reference());
            expectAnswer(failures, body, post(body));
            String line = hostile.object(reference());
            if (line.indexOf('\n') < 0 && !line.isBlank() && line.length() < 1_000_000) {
                lines.append(line).append('\n');
                bulk++;
            }
        }
        HttpResponse<String> answers = site.post(PATH, "application/x-ndjson", lines.toString(), token);
        assertThat(answers.body().lines()).hasSize(bulk);
        answers.body().lines().map(JsonObject::new).forEach(a -> {
            if (a.getInteger("status") >= 500) {
                failures.add(a.encode());
            }
        });
        for (String text : Hostile.texts()) {
            String value = Hostile.percent(text);
            String query = "?name=" + value + "&target_name=" + value + "&" + value + "=1";
            expectAnswer(failures, query, site.post(PATH + query, "application/fits", "SIMPLE  =", token));
            for (String path : List.of(
                    "/files/" + value,
                    "/products/" + value + "/headers",
                    PATH + "?id=" + value,
                    "/archives/" + value + "/refusals?after=" + value)) {
                expectAnswer(failures, path, site.get(path, token));
            }
            HttpResponse<String> upload = site.upload(
                    ARCHIVE, "x.fits", Samples.bytes("ned-crab.fits"), new JsonObject().put("target_name", text));
            expectAnswer(failures, text, upload);
        }
        for (String type :
                List.of("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b")) {
            for (String body : List.of(
                    "",
                    "x",
                    "--b\r\n\r\n\r\n--b--",
                    "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\nx\r\n--b--",
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\u0001.fits\"\r\n\r\nx\r\n--b--\r\n")) {
                expectAnswer(failures, type + body, site.post(PATH, type, body, token));
            }
        }
        assertThat(failures).isEmpty();
        ordinary("live");
        site.stop();
        site.start();
        ordinary("restarted");
        site.stop();
        forget();
        site.start();
        ordinary("replayed");
        assertThat(site.upload(ARCHIVE, "live.fits", bytes("live"), null).statusCode())
                .as("it knows what it knew")
                .isEqualTo(200);
    }

    private static void expectAnswer(List<String> failures, String sent, HttpResponse<String> answer) {
        boolean said = answer.statusCode() != 400
                || (new JsonObject(answer.body()).getString("field") != null
                        && new JsonObject(answer.body()).getString("remedy") != null);
        if (answer.statusCode() >= 500 || !said) {
            failures.add(sent.substring(0, Math.min(200, sent.length())) + " -> " + answer.statusCode() + " "
                    + answer.body());
        }
    }

    /** An ordinary product is taken, and what became of it can be read. */
    private void ordinary(String name) throws Exception {
        HttpResponse<String> answer = site.upload(ARCHIVE, name + ".fits", bytes(name), null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String id = new JsonObject(answer.body()).getString("product_id");
        assertThat(site.status("/files/" + TestSite.encoded(id), null)).isEqualTo(200);
    }

    /** The view's tables are gone: the log makes them again. */
    private void forget() throws Exception {
        try (Connection connection = ViewStore.open(site.config().postgres());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found =
                    statement.executeQuery("select tablename from pg_tables where schemaname = current_schema()")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("drop table " + table + " cascade");
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private HttpResponse<String> post(String json) throws Exception {
        return site.post(PATH, "application/json", json, site.token("archive:" + ARCHIVE));
    }

    private static Map<String, String> reference() {
        Map<String, String> reference = new LinkedHashMap<>();
        reference.put("name", "\"" + UUID.randomUUID() + ".fits\"");
        reference.put("size", "1000");
        reference.put("sha256", Hostile.quoted((UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "")));
        reference.put("access_url", "\"https://archive.test/x\"");
        reference.put("collection", "\"C\"");
        reference.put("s_ra", "10.5");
        reference.put("s_dec", "-20.5");
        reference.put("s_region", "\"CIRCLE ICRS 10 20 1\"");
        reference.put("target_name", "\"M31\"");
        reference.put("obs_title", "\"a title\"");
        reference.put("facility_name", "\"HST\"");
        reference.put("obs_release_date", "\"2020-01-01\"");
        reference.put("t_min", "55000.5");
        reference.put("em_min", "5e-7");
        reference.put("calib_level", "2");
        reference.put("obscore", "{\"obs_id\":\"1\"}");
        return reference;
    }

    /** A FITS file of its own, whose OBJECT card has a NUL in its value. */
    private static byte[] nulObject(String name) throws Exception {
        byte[] bytes = bytes(name);
        byte[] card = String.format("%-80s", "OBJECT  = 'M\u000051   '").getBytes(StandardCharsets.ISO_8859_1);
        String text = new String(bytes, 0, 2880, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("HISTORY ");
        System.arraycopy(card, 0, bytes, at, 80);
        return bytes;
    }

    /** A small picture on the sky, with other bytes for each name. */
    private static byte[] bytes(String name) {
        StringBuilder header = new StringBuilder();
        for (String card : List.of(
                "SIMPLE  =                    T",
                "BITPIX  =                    8",
                "NAXIS   =                    2",
                "NAXIS1  =                   10",
                "NAXIS2  =                   10",
                "CTYPE1  = 'RA---TAN'",
                "CTYPE2  = 'DEC--TAN'",
                "CRVAL1  =                 10.0",
                "CRVAL2  =                 20.0",
                "CRPIX1  =                  5.0",
                "CRPIX2  =                  5.0",
                "CDELT1  =               -0.001",
                "CDELT2  =                0.001",
                "HISTORY " + name,
                "COMMENT " + name,
                "END")) {
            header.append(String.format("%-80s", card));
        }
        byte[] file = new byte[2 * 2880];
        byte[] cards = String.format("%-2880s", header).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(cards, 0, file, 0, 2880);
        return file;
    }

    private String line(UUID job, int task, String name, byte[] bytes) {
        String key = job + "/run-1/1/" + task + "/" + name;
        site.put("agent-esac", "esac-outputs", key, bytes);
        return new OutputEntry(
                                task,
                                List.of("ivo://x/y?z"),
                                List.of(new ManifestEntry.ObjectRef(
                                        "esac-outputs", key, bytes.length, Hub.sha256(bytes), name)),
                                Optional.empty())
                        .toLine()
                + "\n";
    }

    private void conclude(UUID job, String lines) throws Exception {
        byte[] document = lines.getBytes(StandardCharsets.UTF_8);
        site.put("agent-esac", "esac-outputs", job + "/run-1/1/manifest.ndjson", document);
        site.write("scheduler", job.toString(), Hub.concluded(job, document));
    }

    private List<String> outputs(UUID job) {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getProvenance() != null
                        && e.getProvenance().getJobId().equals(job))
                .map(ProductIngested::getProductId)
                .toList();
    }
}
