package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.kit.Meanwhile.asked;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductFile;
import org.periapsis.events.ProductIngested;
import org.periapsis.ingest.adapter.fits.Samples;

/** Who knows of a product from the index comes for its files before the ledger has it: it is not told that there are none. */
@ExtendWith(OneSite.class)
class FreshFilesIT {
    private static final String KEY = "fresh/crab.fits";

    private final TestSite site;

    FreshFilesIT(TestSite site) {
        this.site = site;
    }

    private static ProductIngested ingested(String id, byte[] bytes) {
        return ProductIngested.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setArchive("fresh")
                .setSite(TestSite.SITE)
                .setObscore(ObsCore.newBuilder()
                        .setObsPublisherDid(id)
                        .setObsCollection("fresh")
                        .setDataRights(DataRights.PUBLIC)
                        .build())
                .setFiles(List.of(
                        new ProductFile("crab.fits", (long) bytes.length, Hub.sha256(bytes), "application/fits")))
                .setManifestSha256(Hub.sha256(id.getBytes(StandardCharsets.UTF_8)))
                .setSize(bytes.length)
                .setIntake("http")
                .build();
    }

    private byte[] stored() {
        byte[] bytes = Samples.bytes("ned-crab.fits");
        site.put("ingest-esac", "esac-products", KEY, bytes);
        return bytes;
    }

    /** Keeps the ledger from writing products, and nobody from reading them. */
    private Connection holding() throws Exception {
        Connection connection = site.stack.database().superuser();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table "
                    + site.stack.postgresConfig("ingest-" + TestSite.SITE).schema() + ".product in share mode");
        }
        return connection;
    }

    @Test
    void waitsForTheLedgerBeforeThereIsNoSuchFile() throws Exception {
        byte[] bytes = stored();
        String id = "ivo://fresh/files?behind";
        String path = TestSite.encoded(id);
        List<CompletableFuture<HttpResponse<String>>> answers;
        try (Connection lock = holding()) {
            site.write("ingest-esac", id, ingested(id, bytes));
            site.write("ingest-esac", id, Copies.stored(id, KEY, bytes));
            answers = List.of(
                    asked(() -> site.get("/files/" + path, null)),
                    asked(() -> site.get("/files/" + path + "/crab.fits", null)),
                    asked(() -> site.get("/products/" + path + "/headers", null)),
                    asked(() -> site.get("/products/" + path + "/preview?size=64", null)),
                    asked(() -> site.get("/archives/fresh/products?id=" + path, site.token("archive:fresh"))));
            TimeUnit.MILLISECONDS.sleep(500); // they have seen by now that the ledger does not have it
            lock.rollback();
        }
        assertThat(answers).extracting(answer -> answer.join().statusCode()).containsOnly(200);
    }

    @Test
    void waitsForAReplicaThatIsNotOnTheLogYet() throws Exception {
        byte[] bytes = stored();
        String id = "ivo://fresh/files?coming";
        String path = TestSite.encoded(id);
        site.write("ingest-esac", id, ingested(id, bytes));
        Patience.until(
                "the ledger has it",
                TestSite.PATIENCE,
                () -> site.status("/archives/fresh/products?id=" + path, site.token("archive:fresh")) == 200);
        CompletableFuture<HttpResponse<String>> answer = asked(() -> site.get("/files/" + path, null));
        TimeUnit.MILLISECONDS.sleep(500);
        site.write("ingest-esac", id, Copies.stored(id, KEY, bytes));
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("full")
    void saysThatItCannotTellWhenTheLedgerIsBehindForLong() throws Exception {
        byte[] bytes = stored();
        String id = "ivo://fresh/files?long";
        try (Connection lock = holding()) {
            site.write("ingest-esac", id, ingested(id, bytes));
            HttpResponse<String> answer = site.get("/files/" + TestSite.encoded(id), null);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(new JsonObject(answer.body()).getString("detail")).contains("behind the event log");
            lock.rollback();
        }
        // Its replica never comes, but for all that is known here it might.
        assertThat(site.get("/files/" + TestSite.encoded(id), null).statusCode())
                .isEqualTo(503);
        String never = TestSite.encoded("ivo://fresh/files?never");
        assertThat(site.get("/files/" + never, null).statusCode()).isEqualTo(404);
    }
}
