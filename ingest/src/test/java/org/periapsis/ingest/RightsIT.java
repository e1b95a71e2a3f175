package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductFile;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.topic.Topic;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.RightsCases;
import org.periapsis.kit.rights.Viewer;

/** Random products, and every kind of person: files, headers and pictures are for whom docs/rights.md says. */
@ExtendWith(OneSite.class)
class RightsIT {
    private static final long SEED = 20261130;
    private static final int COUNT = 60;
    private static final String KEY = "cases/crab.fits";
    private static final String LAST = "ivo://esa/files?last";

    private final TestSite site;

    RightsIT(TestSite site) {
        this.site = site;
    }

    private static String id(RightsCases.Product product) {
        return "ivo://esa/files?" + product.number();
    }

    private static ProductIngested ingested(String id, ProductRights rights, byte[] bytes) {
        ObsCore obscore = ObsCore.newBuilder()
                .setObsPublisherDid(id)
                .setObsCollection("files")
                .setDataRights(DataRights.valueOf(rights.level().name()))
                .setObsReleaseDate(rights.releaseDate().orElse(null))
                .setTargetName("Crab")
                .setSRa(83.6)
                .setSDec(22.0)
                .build();
        return ProductIngested.newBuilder()
                .setProductId(id)
                .setRevision(1)
                .setArchive(rights.archive())
                .setSite(TestSite.SITE)
                .setObscore(obscore)
                .setFiles(List.of(
                        new ProductFile("crab.fits", (long) bytes.length, Hub.sha256(bytes), "application/fits")))
                .setManifestSha256(Hub.sha256(id.getBytes(StandardCharsets.UTF_8)))
                .setSize(bytes.length)
                .setIntake("http")
                .setOwner(rights.owner()
                        .map(owner -> new Owner(owner.issuer(), owner.subject()))
                        .orElse(null))
                .setTeam(rights.team().orElse(null))
                .build();
    }

    @Test
    void givesFilesHeadersAndPicturesToWhomTheTableSays() throws Exception {
        Instant now = Instant.now();
        List<RightsCases.Product> products = new RightsCases(SEED, now).products(COUNT);
        byte[] bytes = Samples.bytes("ned-crab.fits");
        site.put("ingest-esac", "esac-products", KEY, bytes);
        Map<String, SpecificRecord> events = new LinkedHashMap<>();
        products.forEach(product -> events.put(id(product), ingested(id(product), product.rights(), bytes)));
        ProductRights open = products.get(0).rights();
        events.put(LAST, ingested(LAST, open, bytes));
        site.write("ingest-esac", events);
        events.replaceAll((id, event) -> Copies.stored(id, KEY, bytes));
        site.write("ingest-esac", events);
        events.clear();
        products.stream()
                .filter(product -> product.rights().withdrawn())
                .forEach(product -> events.put(
                        id(product),
                        new ProductWithdrawn(id(product), 2, 1, product.rights().archive(), "calibration")));
        site.write("ingest-esac", events);
        String operator = site.token("operator");
        for (RightsCases.Product product : products) {
            String listed = "/archives/" + product.rights().archive() + "/products?id=" + TestSite.encoded(id(product));
            Patience.until("the ledger has " + product, TestSite.PATIENCE, () -> {
                HttpResponse<String> answer = got(listed, operator);
                return answer.statusCode() == 200
                        && new JsonObject(answer.body()).getBoolean("withdrawn")
                                == product.rights().withdrawn()
                        && (product.rights().withdrawn()
                                || !new JsonObject(answer.body())
                                        .getJsonArray("files")
                                        .isEmpty());
            });
        }
        for (Map.Entry<String, Viewer> viewer : RightsCases.viewers().entrySet()) {
            String token = site.token(viewer.getValue());
            Rights rights = Rights.of(viewer.getValue());
            String never = TestSite.encoded("ivo://esa/files?never");
            for (RightsCases.Product product : products) {
                String id = TestSite.encoded(id(product));
                for (String path : List.of(
                        "/files/%s", "/files/%s/crab.fits", "/products/%s/headers", "/products/%s/preview?size=64")) {
                    HttpResponse<String> answer = site.get(String.format(path, id), token);
                    String what = viewer.getKey() + " " + path + " of " + product;
                    if (rights.mayRead(product.rights(), now)) {
                        assertThat(answer.statusCode()).as(what).isEqualTo(200);
                    } else {
                        assertThat(problem(answer))
                                .as(what)
                                .isEqualTo(problem(site.get(String.format(path, never), token)));
                        assertThat(answer.statusCode()).as(what).isEqualTo(404);
                    }
                }
            }
        }
    }

    @Test
    void aBrowserAsksAgainForPicturesThatNotEverybodyMaySee() throws Exception {
        String open = offered("open-pictures", new JsonObject());
        String closed = offered("closed-pictures", new JsonObject().put("data_rights", "secure"));
        Patience.until(
                "both are there",
                TestSite.PATIENCE,
                () -> site.status(open, site.token("user")) == 200 && site.status(closed, site.token("user")) == 200);
        assertThat(caching(open)).contains("max-age=86400");
        assertThat(caching(closed)).isEqualTo("private, no-cache");
    }

    private String offered(String archive, JsonObject metadata) throws Exception {
        HttpResponse<String> taken = site.upload(archive, "crab.fits", Samples.bytes("ned-crab.fits"), metadata);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        return "/products/" + TestSite.encoded(new JsonObject(taken.body()).getString("product_id")) + "/preview";
    }

    private HttpResponse<String> got(String path, String token) {
        try {
            return site.get(path, token);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String caching(String path) throws Exception {
        return site.get(path, site.token("user"))
                .headers()
                .firstValue("Cache-Control")
                .orElseThrow();
    }

    @Test
    void aPublicOutputDoesNotTellWherePrivateInputsAre() throws Exception {
        HttpResponse<String> input = site.upload(
                "private-inputs",
                "crab.fits",
                Samples.bytes("ned-crab.fits"),
                new JsonObject().put("data_rights", "public").put("obs_release_date", "2099-01-01"));
        String inputId = new JsonObject(input.body()).getString("product_id");
        UUID job = UUID.randomUUID();
        byte[] table = "count\n1\n".getBytes(StandardCharsets.UTF_8);
        String key = job + "/run-1/1/0/statistics.csv";
        site.put("agent-esac", "esac-outputs", key, table);
        byte[] manifest = (new OutputEntry(
                                        0,
                                        List.of(inputId),
                                        List.of(new ManifestEntry.ObjectRef(
                                                "esac-outputs",
                                                key,
                                                table.length,
                                                Hub.sha256(table),
                                                "statistics.csv")),
                                        Optional.empty())
                                .toLine()
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        site.put("agent-esac", "esac-outputs", job + "/run-1/1/manifest.ndjson", manifest);
        site.write(
                "scheduler",
                job.toString(),
                RunConcluded.newBuilder(Hub.concluded(job, manifest))
                        .setOutputRights(DataRights.PUBLIC)
                        .build());
        Patience.until(
                "the output is published", TestSite.PATIENCE, () -> outputs(job).size() == 1);
        ObsCore output = outputs(job).get(0).getObscore();
        assertThat(output.getDataRights()).isEqualTo(DataRights.PUBLIC);
        assertThat(output.getSRa()).isNull();
        assertThat(output.getTargetName()).isNull();
    }

    private List<ProductIngested> outputs(UUID job) {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getProvenance() != null
                        && e.getProvenance().getJobId().equals(job))
                .toList();
    }

    /** A problem without what differs from request to request. */
    private static JsonObject problem(HttpResponse<String> answer) {
        JsonObject json = new JsonObject(answer.body()).put("status", answer.statusCode());
        json.remove("instance");
        return json;
    }
}
