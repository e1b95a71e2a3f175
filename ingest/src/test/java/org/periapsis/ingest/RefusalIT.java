package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.ingest.Archive.problem;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.ProductRefused;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;

/** What is refused is told at once, and listed for the archive. */
@ExtendWith(OneSite.class)
class RefusalIT {
    private final TestSite site;

    RefusalIT(TestSite site) {
        this.site = site;
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
                () -> archive("bad").refused() == 6);
        JsonObject first = archive("bad").refusals(4, null);
        JsonObject rest = archive("bad").refusals(4, first.getString("next"));
        assertThat(rest.getJsonArray("refusals")).hasSize(2);
        assertThat(rest.getJsonArray("refusals").getJsonObject(1).getString("source"))
                .isEqualTo("cut.fits");
        assertThat(site.events(Topic.INTAKE, "esac", ProductRefused.class).stream()
                        .filter(e -> e.getArchive().equals("bad")))
                .hasSize(6);
        assertThat(archive("bad").objects()).isZero();
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
                () -> archive("again").refused() == 1);
        problem(
                site.upload("again", "page.fits", "<html>".getBytes(StandardCharsets.UTF_8), null),
                415,
                "not-fits",
                "SIMPLE");
        Patience.until(
                "the ledger goes on", TestSite.PATIENCE, () -> archive("again").refused() == 2);
    }

    private Archive archive(String name) {
        return new Archive(site, name);
    }
}
