package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.ingest.adapter.fits.Samples;

/** Headers and previews over HTTP, with the bytes in a real object store. */
@ExtendWith(OneSite.class)
class PreviewIT {
    private final TestSite site;

    PreviewIT(TestSite site) {
        this.site = site;
    }

    private String ingested(String archive, String name, JsonObject metadata) throws Exception {
        HttpResponse<String> answer = site.upload(archive, name, Samples.bytes(name), metadata);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String id = new JsonObject(answer.body()).getString("product_id");
        // The ledger has it as soon as the listing does.
        assertThat(site.get(
                                "/archives/" + archive + "/products?id=" + TestSite.encoded(id),
                                site.token("archive:" + archive),
                                "Periapsis-Position",
                                answer.headers()
                                        .firstValue("Periapsis-Position")
                                        .orElseThrow())
                        .statusCode())
                .isEqualTo(200);
        return "/products/" + TestSite.encoded(id);
    }

    @Test
    void tellsTheHeadersOfAFileByExtension() throws Exception {
        String product = ingested("mast", "kepler-10666592-slc.fits", null);
        HttpResponse<String> answer = site.get(product + "/headers", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject file = new JsonObject(answer.body()).getJsonArray("files").getJsonObject(0);
        assertThat(file.getString("name")).isEqualTo("kepler-10666592-slc.fits");
        assertThat(file.containsKey("note")).isFalse();
        JsonObject curve = file.getJsonArray("extensions").getJsonObject(1);
        assertThat(curve.getString("type")).isEqualTo("BINTABLE");
        assertThat(curve.getString("name")).isEqualTo("LIGHTCURVE");
        assertThat(curve.getInteger("rows")).isPositive();
        assertThat(curve.getJsonArray("columns").getJsonObject(0).getString("name"))
                .isEqualTo("TIME");
        assertThat(curve.getJsonArray("cards").getJsonObject(0).getString("keyword"))
                .isEqualTo("XTENSION");
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(site.get(product + "/headers", null, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void aPreviewIsMadeOnceAndKeptInTheSitesStore() throws Exception {
        String product = ingested("plates", "kpno-m67-m6707hh.fits", null);
        HttpResponse<String> answer = site.get(product + "/preview?size=64", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).startsWith("private, max-age=");
        assertThat(answer.body().getBytes(StandardCharsets.ISO_8859_1)).startsWith((byte) 0x89, 'P', 'N', 'G');
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same =
                site.get(product + "/preview?size=64", null, "If-None-Match", "\"other\", W/" + tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        String file = Hub.sha256(Samples.bytes("kpno-m67-m6707hh.fits"));
        String key = site.keys("ingest-esac", "esac-products").stream()
                .filter(each -> each.startsWith("_previews/" + file + "/"))
                .findFirst()
                .orElseThrow();
        // What is kept is what is sent.
        site.put("ingest-esac", "esac-products", key, "kept".getBytes(StandardCharsets.US_ASCII));
        assertThat(site.get(product + "/preview?size=64", null).body()).isEqualTo("kept");
        assertThat(site.get(product + "/preview", null).headers().firstValue("ETag"))
                .isPresent()
                .isNotEqualTo(answer.headers().firstValue("ETag"));
    }

    @Test
    void aProprietaryProductsPictureIsItsOwnersOnly() throws Exception {
        String product = ingested("private", "ned-crab.fits", new JsonObject().put("data_rights", "proprietary"));
        for (String path : new String[] {"/preview", "/headers"}) {
            assertThat(site.get(product + path, null).statusCode()).isEqualTo(404);
            assertThat(site.get(product + path, site.token("archive:other")).statusCode())
                    .isEqualTo(404);
            assertThat(site.get(product + path, site.token("archive:private")).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysWhyThereIsNoPreview() throws Exception {
        byte[] header = new byte[2880];
        Arrays.fill(header, (byte) ' ');
        String[] cards = {
            "SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "END"
        };
        for (int i = 0; i < cards.length; i++) {
            byte[] card = cards[i].getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(card, 0, header, 80 * i, card.length);
        }
        JsonObject place = new JsonObject().put("s_ra", 1).put("s_dec", 1);
        HttpResponse<String> taken = site.upload("bare", "bare.fits", header, place);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String product = "/products/" + TestSite.encoded(new JsonObject(taken.body()).getString("product_id"));
        assertThat(site.get(
                                "/archives/bare/products?id=x",
                                site.token("archive:bare"),
                                "Periapsis-Position",
                                taken.headers().firstValue("Periapsis-Position").orElseThrow())
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> answer = site.get(product + "/preview", null);
        assertThat(answer.statusCode()).isEqualTo(404);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).endsWith("/no-preview");
        assertThat(problem.getString("detail")).contains("neither an image nor a table");
        assertThat(problem.getString("remedy")).isNotBlank();
        assertThat(site.get("/products/ivo%3A%2F%2Fno%3Fsuch/preview", null).statusCode())
                .isEqualTo(404);
        assertThat(site.get(product + "/preview?size=65", null).statusCode()).isEqualTo(400);
    }
}
