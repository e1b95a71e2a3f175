package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.datalabs.viewer.Browser.NARROW;
import static org.periapsis.datalabs.viewer.Browser.WIDE;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** An image of 10,000 x 10,000 pixels stays fluid, in the small heap that the viewer's description gives it. Prints what it measured. */
@Tag("full")
class HundredMegapixelsIT {
    private static final long FILE_BYTES = 400_000_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void isSeenAtOnceAndMovedThrough(int width) throws IOException {
        Fixtures.bigImage(folder.resolve("sky-10000.fits"), 10_000);
        try (Stand stand = new Stand(folder)) {
            Browser browser = stand.browser;
            browser.width(width);
            stand.open(Stand.BIG, "&tab=image");
            browser.find("image");
            browser.until(() -> browser.seen()[1] > 5);
            double firstSight = number(browser, "performance.now()");
            browser.drawn();
            double sharp = number(browser, "performance.now()");
            browser.shot("hundred-megapixels-" + width);
            // A star is in the middle of each 500 x 500 pixels; the middle of the image lies between four.
            new Actions(browser.driver())
                    .moveToElement(browser.find("image"), 1, 0)
                    .moveToElement(browser.find("image"), 0, 0)
                    .perform();
            browser.until(() -> browser.text("reading").contains("05:34:3"));
            String sent = "performance.getEntriesByType('resource').reduce((sum, r) => sum + r.transferSize, 0)";
            double bytes = number(browser, sent);
            browser.script("performance.clearResourceTimings(); performance.setResourceTimingBufferSize(5000)");
            WebElement image = browser.find("image");
            for (int i = 0; i < 7; i++) {
                image.sendKeys("+");
            }
            browser.drawn();
            for (int i = 0; i < 30; i++) {
                image.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_UP);
            }
            browser.drawn();
            browser.shot("hundred-megapixels-near-" + width);

            String tiles =
                    "performance.getEntriesByType('resource').filter((r) => r.name.includes('/tiles/') && r.responseEnd)";
            String times = tiles + ".map((r) => r.responseEnd - r.requestStart).sort((a, b) => a - b)";
            double count = number(browser, tiles + ".length");
            double median = number(browser, times + "[" + (int) (count / 2) + "]");
            double late = number(browser, times + "[" + (int) (count * 0.95) + "]");
            bytes += number(browser, sent);
            System.out.printf(
                    "%d px wide: first sight %.0f ms, sharp %.0f ms; then %.0f tiles, p50 %.1f ms, p95 %.1f ms; %.1f MB to the browser;"
                            + " heap in use at most %d MiB, resident at most %d MiB%n",
                    width,
                    firstSight,
                    sharp,
                    count,
                    median,
                    late,
                    bytes / 1e6,
                    stand.viewer.heapMib(),
                    stand.viewer.residentMib()[1]);
            assertThat(count).isGreaterThan(20);
            assertThat(bytes).isLessThan(FILE_BYTES / 10);
        }
    }

    private static double number(Browser browser, String expression) {
        return ((Number) browser.script("return " + expression)).doubleValue();
    }
}
