package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.ingest.Archive.problem;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.ingest.domain.intake.Pace;
import org.periapsis.ingest.domain.intake.Sha256;

/** Products that the archive keeps itself, one by one and in bulk. */
@ExtendWith(OneSite.class)
class ReferenceIT {
    private final TestSite site;

    ReferenceIT(TestSite site) {
        this.site = site;
    }

    /** What goes on after an answer costs everybody's threads, with each request more. */
    @Test
    void whatWasAnsweredIsOver() throws Exception {
        String line = bulk(1).put("name", "over.fits").encode();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = site.post(
                    "/archives/refs/products",
                    "application/x-ndjson",
                    line + (i == 1 ? "" : "\n"),
                    site.token("archive:refs"));
            assertThat(answer.body().lines()).hasSize(1);
        }
        // Idle threads take no time, however busy the machine is: three that went on for ever would take all of theirs.
        long before = aside();
        TimeUnit.SECONDS.sleep(2);
        assertThat(aside() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
    }

    /** @return processor time of the threads that work beside event loops, ns */
    private static long aside() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("periapsis-aside"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    @Test
    void takesReferencesOneByOneAndInBulk() throws Exception {
        String path = "/archives/refs/products";
        String token = site.token("archive:refs");
        site.put("ingest-esac", "esac-products", "refs/in/crab.fits", Samples.bytes("ned-crab.fits"));
        JsonObject reference = new JsonObject()
                .put("name", "crab.fits")
                .put("size", Samples.bytes("ned-crab.fits").length)
                .put("sha256", Hub.sha256(Samples.bytes("ned-crab.fits")))
                .put("location", "s3://esac-products/refs/in/crab.fits")
                .put("obscore", new JsonObject().put("s_ra", 83.63).put("s_dec", 22.01));
        HttpResponse<String> one = site.post(path, "application/json", reference.encode(), token);
        assertThat(one.statusCode()).as(one.body()).isEqualTo(201);
        assertThat(site.post(path, "application/json", reference.encode(), token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(archive("refs").objects())
                .as("a referred object is the archive's")
                .isEqualTo(1);
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
        assertThat(archive("refs").ingested()).hasSize(3001);
    }

    @Test
    void anArchiveThatGivesMoreThanItsPaceWaitsAndNoOtherDoes() throws Exception {
        IngestConfig.Limits usual = IngestConfig.Limits.STANDARD;
        IngestApp slow = TestSite.get(IngestApp.start(
                site.vertx,
                site.config(new IngestConfig.Limits(
                        usual.fileBytes(),
                        usual.uploads(),
                        usual.uploadMemory(),
                        usual.patience(),
                        new Pace.Rate(1, 2)))));
        Patience.until("it is ready", TestSite.PATIENCE, () -> slow.observer().ready());
        // Some 400 seconds' worth.
        String lines = IntStream.range(0, 400).mapToObj(i -> bulk(i).encode()).collect(Collectors.joining("\n"));
        CompletableFuture<HttpResponse<String>> much = offered(slow, "paced", lines);
        try {
            Patience.until(
                    "all are in",
                    TestSite.PATIENCE,
                    () -> archive("paced").ingested().size() == 400);
            HttpResponse<String> other =
                    offered(slow, "small", bulk(1).encode()).get(60, TimeUnit.SECONDS);
            assertThat(new JsonObject(other.body()).getInteger("status"))
                    .as(other.body())
                    .isEqualTo(201);
            assertThat(much).isNotDone();
        } finally {
            much.cancel(true);
            TestSite.get(slow.stop());
        }
    }

    private CompletableFuture<HttpResponse<String>> offered(IngestApp at, String archive, String lines) {
        return site.http()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + at.port() + "/archives/" + archive + "/products"))
                                .header("Content-Type", "application/x-ndjson")
                                .header("Authorization", "Bearer " + site.token("archive:" + archive))
                                .POST(HttpRequest.BodyPublishers.ofString(lines))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
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

    private Archive archive(String name) {
        return new Archive(site, name);
    }
}
