package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
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

    /** Of a packed file a gibibyte may have to be unpacked for them. */
    @Test
    void headersAreReadOnceAndKept() throws Exception {
        String product = ingested("read-once", "kepler-10666592-slc.fits", null);
        Set<String> before = Set.copyOf(site.keys("ingest-esac", "esac-products"));
        HttpResponse<String> answer = site.get(product + "/headers", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String key = site.keys("ingest-esac", "esac-products").stream()
                .filter(each -> each.startsWith("_previews/headers/") && !before.contains(each))
                .findFirst()
                .orElseThrow();
        site.put("ingest-esac", "esac-products", key, "{\"kept\":1}".getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> again = site.get(product + "/headers", null);
        assertThat(again.body()).isEqualTo("{\"kept\":1}");
        assertThat(again.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
    }

    @Test
    void aPreviewIsMadeOnceAndKeptInTheSitesStore() throws Exception {
        String product = ingested("plates", "kpno-m67-m6707hh.fits", null);
        Set<String> before = Set.copyOf(site.keys("ingest-esac", "esac-products"));
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
        String key = site.keys("ingest-esac", "esac-products").stream()
                .filter(each -> each.matches("_previews/[0-9a-f]{64}/.*") && !before.contains(each))
                .findFirst()
                .orElseThrow();
        // What is kept is what is sent.
        site.put("ingest-esac", "esac-products", key, "kept".getBytes(StandardCharsets.US_ASCII));
        assertThat(site.get(product + "/preview?size=64", null).body()).isEqualTo("kept");
        assertThat(site.get(product + "/preview", null).headers().firstValue("ETag"))
                .isPresent()
                .isNotEqualTo(answer.headers().firstValue("ETag"));
    }

    /** The digest of a file that an archive refers to is the archive's word. */
    @Test
    void whoNamesTheDigestOfAnothersFileNeitherGetsItsPictureNorReplacesIt() throws Exception {
        String file = "ned-crab.fits";
        String theirs = ingested("picture-owner", file, new JsonObject().put("data_rights", "proprietary"));
        String owner = site.token("archive:picture-owner");
        String picture = site.get(theirs + "/preview?size=64", owner).body();
        byte[] other = new byte[Samples.bytes(file).length];
        System.arraycopy(Samples.bytes(file), 0, other, 0, 2880);
        site.put("ingest-esac", "esac-products", "picture-thief/other.fits", other);
        JsonObject reference = new JsonObject()
                .put("name", "other.fits")
                .put("size", other.length)
                .put("sha256", Hub.sha256(Samples.bytes(file)))
                .put("location", "s3://esac-products/picture-thief/other.fits")
                .put("obscore", new JsonObject().put("s_ra", 83.63).put("s_dec", 22.01));
        HttpResponse<String> taken = site.post(
                "/archives/picture-thief/products",
                "application/json",
                reference.encode(),
                site.token("archive:picture-thief"));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String stolen = "/products/" + TestSite.encoded(new JsonObject(taken.body()).getString("product_id"));
        String thief = site.token("archive:picture-thief");
        Patience.until(
                "the reference is known",
                TestSite.PATIENCE,
                () -> site.get(stolen + "/headers", thief).statusCode() == 200);
        assertThat(site.get(stolen + "/preview?size=64", thief).body()).isNotEqualTo(picture);
        // Asked for in another size by the thief first.
        String made = site.get(stolen + "/preview?size=256", thief).body();
        assertThat(site.get(theirs + "/preview?size=256", owner).body()).isNotEqualTo(made);
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
