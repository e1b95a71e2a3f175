package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A person's steps through the viewer's pages, on genuine files and an image of 100 megapixels. */
class ViewerIT {
    private static final Path SHOTS = Path.of("target", "screenshots");

    @TempDir
    private Path folder;

    private ViewerProcess viewer;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("damaged.fits"), "SIMPLE  =                    F and no more");
        Files.writeString(folder.resolve("selection.json"), selection());
        viewer = new ViewerProcess(folder, "/sessions/5f0c/");
        browser = new Browser(folder.resolve("profile"), SHOTS, false);
    }

    @AfterEach
    void stop() {
        browser.close();
        viewer.close();
    }

    private static String product(String name, String type, String target, String more) {
        return """
                {"obs_publisher_did":"ivo://t/c?%s","obs_collection":"%s","dataproduct_type":"%s","target_name":"%s"%s,
                 "files":[{"path":"%s"}]}"""
                .formatted(name, name.replaceAll("[-.].*", "").toUpperCase(Locale.ROOT), type, target, more, name);
    }

    private String selection() throws IOException {
        String near =
                ",\"s_ra\":266.42,\"s_dec\":-28.93,\"s_region\":\"POLYGON ICRS 266.30 -29.00 266.50 -29.02 266.52 -28.88 266.33 -28.86\"";
        String[] products = {
            product("2mass-galactic-center-k.fits", "image", "Galactic Centre", near),
            product("sky-10000.fits", "image", "Noise", ",\"s_ra\":83.633,\"s_dec\":22.0145"),
            product("complete-l1448-13co-cube.fits", "cube", "L1448", ""),
            product("tess-25155310-s01-lc.fits", "timeseries", "TIC 25155310", ""),
            product("2mass-galactic-center-h.fits", "image", "Galactic Centre", near),
            product("multi-extension.fits", "image", "Gemini", ""),
            product("damaged.fits", "image", "Nothing", ""),
            product("tau-ceti-velocities.fits", "measurements", "Tau Ceti", ""),
            product("dss-horsehead.fits", "image", "Horsehead", ""),
        };
        for (String name : new String[] {
            "2mass-galactic-center-k.fits",
            "complete-l1448-13co-cube.fits",
            "tess-25155310-s01-lc.fits",
            "2mass-galactic-center-h.fits",
            "multi-extension.fits",
            "tau-ceti-velocities.fits",
            "dss-horsehead.fits"
        }) {
            Files.copy(Fixtures.SAMPLES.resolve(name), folder.resolve(name));
        }
        return "{\"products\":[" + String.join(",", products) + "]}";
    }

    @Test
    void anImageIsZoomedReadAndColoured() throws IOException {
        browser.open(viewer.url());
        browser.drawn();
        browser.shot("1-image");
        long[] first = browser.seen();
        assertThat(first[1]).isGreaterThan(50);

        point(0, 0);
        browser.until(() -> browser.text("reading").contains("17:45"));
        assertThat(browser.text("reading")).containsPattern("x 36\\d\\s+y 36\\d");

        browser.choose("stretch", "linear");
        browser.drawn();
        long[] linear = browser.seen();
        assertThat(linear[0]).isNotEqualTo(first[0]);
        browser.choose("colours", "viridis");
        browser.choose("limits", "minmax");
        browser.drawn();
        assertThat(browser.seen()[0]).isNotEqualTo(linear[0]);
        browser.choose("limits", "zscale");

        for (int i = 0; i < 4; i++) {
            browser.find("image").sendKeys("+");
        }
        browser.until(() -> browser.address().contains("zoom="));
        browser.drawn();
        browser.shot("2-image-zoomed-viridis");
        String shared = browser.address();
        assertThat(shared).contains("colours=viridis", "stretch=linear");
        long[] before = browser.seen();
        browser.reload();
        browser.drawn();
        assertThat(browser.seen()[0]).isEqualTo(before[0]);
        assertThat(browser.address()).isEqualTo(shared);

        browser.find("tab-header").click();
        browser.find("header-word").sendKeys("crval");
        browser.until(() -> browser.text("cards").contains("CRVAL1")
                && !browser.text("cards").contains("NAXIS"));
        browser.shot("3-header");
        browser.back();
        browser.drawn();
        browser.open(viewer.url() + "?file=4");
        browser.drawn();
        browser.shot("4-other-products");
        browser.open(viewer.url() + "?file=8&colours=inferno&stretch=linear");
        browser.drawn();
        browser.shot("5-horsehead");
    }

    @Test
    void anImageOfAHundredMegapixelsStaysFluidInASmallHeap() throws IOException {
        Fixtures.bigImage(folder.resolve("sky-10000.fits"), 10_000);
        browser.open(viewer.url() + "?file=1&tab=image");
        browser.find("image");
        browser.until(() -> browser.seen()[1] > 5);
        browser.shot("6-hundred-megapixels-at-once");
        browser.drawn();
        browser.shot("7-hundred-megapixels");
        // A star is in the middle of each 500 x 500 pixels; the middle of the image lies between four.
        point(0, 0);
        browser.until(() -> browser.text("reading").contains("05:34:3"));
        WebElement image = browser.find("image");
        for (int i = 0; i < 7; i++) {
            image.sendKeys("+");
        }
        for (int i = 0; i < 10; i++) {
            image.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_UP);
        }
        browser.drawn();
        browser.shot("8-hundred-megapixels-near");
        assertThat(
                        browser.script(
                                "return performance.getEntriesByType('resource').filter((r) => r.name.includes('/tiles/')).length"))
                .isInstanceOfSatisfying(Long.class, tiles -> assertThat(tiles).isGreaterThan(20));
        Object latency = browser.script(
                """
                const times = performance.getEntriesByType('resource').filter((r) => r.name.includes('/tiles/'))
                  .map((r) => r.responseEnd - r.requestStart).sort((a, b) => a - b);
                const bytes = performance.getEntriesByType('resource').reduce((sum, r) => sum + r.transferSize, 0);
                return `tiles ${times.length}, ms p50 ${times[times.length >> 1].toFixed(1)} p95 ${
                  times[Math.floor(times.length * 0.95)].toFixed(1)}, MB to the browser ${(bytes / 1e6).toFixed(1)}`;
                """);
        long[] memory = viewer.residentMib();
        System.out.println("hundred megapixels: " + latency + ", resident MiB " + memory[0] + ", at most " + memory[1]);
        // The whole file is 400 MB.
        assertThat(((Number)
                                browser.script(
                                        "return performance.getEntriesByType('resource').reduce((sum, r) => sum + r.transferSize, 0)"))
                        .longValue())
                .isLessThan(40_000_000);
    }

    @Test
    void aCubeTurnsItsChannelsAndShowsTheSpectrumAtAPixel() throws IOException {
        browser.open(viewer.url() + "?file=2");
        browser.drawn();
        long[] middle = browser.seen();
        WebElement slider = browser.find("channel");
        for (int i = 0; i < 18; i++) {
            slider.sendKeys(Keys.ARROW_LEFT);
        }
        browser.until(() -> browser.address().contains("plane=8"));
        browser.drawn();
        assertThat(browser.seen()).isNotEqualTo(middle);
        new Actions(browser.driver())
                .moveToElement(browser.find("image"))
                .click()
                .perform();
        WebElement plot = browser.find("plot");
        browser.until(() -> String.valueOf(plot.getDomAttribute("aria-label")).contains("53 points"));
        assertThat(plot.getDomAttribute("aria-label")).contains("m s-1");
        browser.shot("9-cube");
        String shared = browser.address();
        browser.reload();
        browser.drawn();
        browser.until(() -> String.valueOf(browser.find("plot").getDomAttribute("aria-label"))
                .contains("53 points"));
        assertThat(browser.address()).isEqualTo(shared);
    }

    @Test
    void aLightCurveIsPlottedAndItsTableTurnsPages() throws IOException {
        browser.open(viewer.url() + "?file=3&unit=1");
        browser.until(() -> browser.text("plot-words").contains("points"));
        assertThat(browser.find("plot").getDomAttribute("aria-label")).contains("PDCSAP_FLUX", "TIME");
        browser.shot("10-light-curve");
        browser.find("plot").sendKeys("+", "+", "+", "+");
        browser.until(() -> browser.text("plot-words").matches("\\d{3,4} points"));
        browser.shot("11-light-curve-zoomed");
        browser.find("tab-table").click();
        browser.until(() -> browser.text("rows").contains("Rows 1 to 100 of 20076"));
        browser.shot("12-table");
        browser.choose("row", "20000");
        browser.until(() -> browser.text("rows").contains("Rows 19901 to 20000 of 20076"));
        assertThat(browser.address()).contains("from=19900");
    }

    @Test
    void aDamagedFileSaysSoAndTheOthersAreOneStepAway() throws IOException {
        browser.open(viewer.url() + "?file=6");
        browser.until(() -> browser.driver().getPageSource().contains("no END"));
        browser.shot("13-damaged");
        browser.driver().findElements(Browser.test("file")).get(5).click();
        browser.drawn();
        browser.shot("14-multi-extension");
        browser.choose("extension", "2");
        browser.drawn();
        assertThat(browser.address()).contains("file=5", "unit=2");
    }

    @Test
    void narrowAndDarkEverythingIsStillInReach() throws IOException {
        browser.close();
        browser = new Browser(folder.resolve("dark"), SHOTS, true);
        browser.size(1280, 900);
        browser.open(viewer.url() + "?file=2");
        browser.drawn();
        browser.shot("15-dark-cube");
        browser.open(viewer.url() + "?file=3&unit=1");
        browser.until(() -> browser.text("plot-words").contains("points"));
        browser.shot("16-dark-light-curve");
        browser.close();
        browser = new Browser(folder.resolve("narrow"), SHOTS, false);
        browser.narrow();
        for (String query :
                new String[] {"?file=0", "?file=2", "?file=3&unit=1", "?file=3&unit=1&tab=table", "?file=0&tab=header"
                }) {
            browser.open(viewer.url() + query);
            browser.find(
                    query.contains("table")
                            ? "rows"
                            : query.contains("header") ? "cards" : query.contains("=3") ? "plot" : "image");
            if (query.equals("?file=0") || query.equals("?file=2")) {
                browser.drawn();
            }
            browser.shot("17-narrow-" + query.replaceAll("\\W+", "-"));
            assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
                    .as(query)
                    .isEqualTo(true);
        }
    }

    /** Moves the pointer to a place from the middle of the image. */
    private void point(int x, int y) {
        new Actions(browser.driver())
                .moveToElement(browser.find("image"), x + 1, y)
                .moveToElement(browser.find("image"), x, y)
                .perform();
    }
}
