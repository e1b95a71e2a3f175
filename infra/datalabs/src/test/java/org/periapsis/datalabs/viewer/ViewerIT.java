package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.datalabs.viewer.Browser.NARROW;
import static org.periapsis.datalabs.viewer.Browser.WIDE;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A person's steps through the viewer's pages, on genuine files, at a desk and on a telephone. */
class ViewerIT {
    @TempDir
    private static Path folder;

    private static Stand stand;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        stand = new Stand(folder);
        browser = stand.browser;
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void anImageIsZoomedAndColoured(int width) {
        browser.width(width);
        stand.open(Stand.CENTRE_K, "");
        browser.drawn();
        long[] first = browser.seen();
        assertThat(first[1]).isGreaterThan(50);

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
        browser.drawn();
        // The address follows a moment later.
        browser.until(() -> Boolean.TRUE.equals(browser.script(
                "return `${Math.round(new URLSearchParams(location.search).get('zoom') * 100)} %` === arguments[0]",
                browser.text("zoom"))));
        String shared = browser.address();
        assertThat(shared).contains("colours=viridis", "stretch=linear");
        long[] before = browser.seen();
        browser.reload();
        browser.drawn();
        assertThat(browser.seen()[0]).isEqualTo(before[0]);
        assertThat(browser.address()).isEqualTo(shared);
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void valueAndPositionUnderThePointerAreTold(int width) {
        browser.width(width);
        stand.open(Stand.CENTRE_K, "");
        browser.drawn();
        new Actions(browser.driver())
                .moveToElement(browser.find("image"), 1, 0)
                .moveToElement(browser.find("image"), 0, 0)
                .perform();
        browser.until(() -> browser.text("reading").contains("17:45"));
        assertThat(browser.text("reading")).containsPattern("x 36\\d\\s+y 36\\d");

        browser.find("image").sendKeys(Keys.ARROW_LEFT);
        // East is to the left.
        browser.until(() -> browser.text("reading").contains("17:46"));
        assertThat(browser.text("reading")).containsPattern("x [12]\\d\\d\\s+y 36\\d");
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void theOtherProductsLieOverTheImage(int width) {
        browser.width(width);
        stand.open(Stand.CENTRE_K, "");
        browser.drawn();
        browser.until(() -> browser.text("products").contains("1 other product"));
        assertThat(browser.outlines()).isTrue();
        browser.find("show-products").click();
        browser.drawn();
        assertThat(browser.outlines()).isFalse();
        assertThat(browser.address()).contains("marks=off");
        browser.find("show-products").click();

        browser.find("products").findElement(By.tagName("summary")).click();
        browser.find("products").findElement(By.tagName("a")).click();
        browser.until(() -> browser.address().contains("file=4"));
        browser.drawn();
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void theSourcesOfACatalogueLieOverTheImage(int width) {
        browser.width(width);
        stand.open(Stand.CENTRE_K, "");
        browser.drawn();
        browser.find("catalogue");
        browser.choose("catalogue", Stand.SOURCES + ".1");
        browser.until(() -> browser.text("catalogued").matches("\\d+ sources"));
        assertThat(browser.address()).contains("catalogue=9.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void aCubeTurnsItsChannelsAndShowsTheSpectrumAtAPixel(int width) {
        browser.width(width);
        stand.open(Stand.CUBE, "");
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
        browser.until(() -> plotted().contains("53 points"));
        assertThat(plotted()).contains("m s-1");
        String shared = browser.address();
        browser.reload();
        browser.drawn();
        browser.until(() -> plotted().contains("53 points"));
        assertThat(browser.address()).isEqualTo(shared);
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void aLightCurveIsPlottedAndItsTableTurnsPages(int width) {
        browser.width(width);
        stand.open(Stand.LIGHT_CURVE, "&unit=1");
        browser.until(() -> browser.text("plot-words").contains("points"));
        assertThat(plotted()).contains("PDCSAP_FLUX", "TIME");
        browser.find("plot").sendKeys("+", "+", "+", "+");
        browser.until(() -> browser.text("plot-words").matches("\\d{3,4} points"));
        browser.choose("plot-range", "median");
        browser.until(() -> browser.text("plot-words").contains("19261 points"));
        assertThat(browser.address()).contains("around=median");
        browser.choose("plot-y", "3");
        browser.until(() -> plotted().contains(": SAP_FLUX"));

        browser.find("tab-table").click();
        browser.until(() -> browser.text("rows").contains("Rows 1 to 100 of 20076"));
        browser.choose("row", "20000");
        browser.until(() -> browser.text("rows").contains("Rows 19901 to 20000 of 20076"));
        assertThat(browser.address()).contains("from=19900");
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void headersAreSearchedAsOneTypes(int width) {
        browser.width(width);
        stand.open(Stand.CENTRE_K, "&tab=header");
        browser.find("header-word").sendKeys("crval");
        browser.until(() -> browser.text("cards").contains("CRVAL1")
                && !browser.text("cards").contains("NAXIS"));
        assertThat(browser.address()).contains("word=crval");
        stand.open(Stand.LIGHT_CURVE, "&unit=0&tab=header&word=pdcsap");
        browser.until(() -> browser.text("header-panel").contains("No card of this extension"));
        browser.find("header-all").click();
        browser.until(() -> browser.text("header-panel").contains("PDCSAP_FLUX"));
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void aDamagedFileSaysSoAndTheOthersAreOneStepAway(int width) {
        browser.width(width);
        stand.open(Stand.DAMAGED, "");
        browser.until(() -> browser.text("problem").contains("no END"));
        browser.openFile(Stand.EXTENSIONS);
        browser.drawn();
        browser.choose("extension", "2");
        browser.drawn();
        assertThat(browser.address()).contains("file=5", "unit=2");
        browser.back();
        browser.back();
        browser.until(() -> browser.text("problem").contains("no END"));
    }

    private static String plotted() {
        return String.valueOf(browser.find("plot").getDomAttribute("aria-label"));
    }
}
