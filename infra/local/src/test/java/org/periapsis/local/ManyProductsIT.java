package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.local.Browser.NARROW;
import static org.periapsis.local.Browser.WIDE;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;

/** The pages when there is much to find. */
@Tag("full")
@ParameterizedClass(name = "{0} px wide")
@ValueSource(ints = {WIDE, NARROW})
class ManyProductsIT {
    private static final int MANY = 100_000;
    private static final String LAST =
            "/api/products?obs_publisher_did=ivo%3A%2F%2Fesa-sky%2FSURVEY%3Fplate-" + (MANY - 1);

    private static Stand stand;
    private static Browser browser;

    @Parameter
    int width;

    @BeforeAll
    static void start() throws Exception {
        stand = Stand.start("many");
        browser = stand.browser();
        PlatformClient anonymous = stand.anonymous();
        new ManyProducts(stand.signedIn("archivist", SampleLoader.roles())).offer(MANY);
        Eventually.is(
                Duration.ofMinutes(5),
                () -> anonymous.get(LAST).getJsonArray("products").size(),
                1);
    }

    @BeforeEach
    void size() {
        browser.size(width);
    }

    @AfterAll
    static void stop() throws IOException {
        stand.close();
    }

    @Test
    void pagesFollowOneAnotherAndTheSkyShowsABoundedPart() throws IOException {
        browser.open("/find");
        browser.awaitText("summary", "At least 50,000 products; 50 on this page");
        String first = browser.all("result-row").get(0).getAttribute("data-product-id");
        browser.awaitText("more-on-sky", "50 shown");
        browser.one("more-on-sky").click();
        browser.awaitText("more-on-sky", "1,050 shown");
        browser.look("many");
        browser.ask("document.querySelector('a[rel=next]').click()");
        browser.awaitAddress("after=");
        browser.await("document.querySelector('[data-testid=result-row]').dataset.productId !== '" + first + "'");
        browser.back();
        browser.await("document.querySelector('[data-testid=result-row]').dataset.productId === '" + first + "'");
    }

    /** What a browser may have to show at the most, given to the sky at once. */
    @Test
    void theSkyDrawsWithinItsBudgetWhileItMoves() {
        browser.open("/find");
        browser.awaitCount("result-row", 50);
        browser.ask("const many = Array.from({length: " + MANY
                + "}, (_, i) => ({obs_publisher_did: 'x' + i, s_ra: (i * 137.5) % 360,"
                + "s_dec: Math.asin(2 * i / " + MANY + " - 1) * 180 / Math.PI, s_fov:"
                + " 0.1}));document.querySelector('sky-map').products ="
                + " many;window.arcs = 0; for (const name of ['rect',"
                + " 'arc', 'lineTo']) {const old ="
                + " CanvasRenderingContext2D.prototype[name];CanvasRenderingContext2D.prototype[name]"
                + " = function (...all) { window.arcs++; return"
                + " old.apply(this, all); } }");
        Object strokes =
                browser.ask("return new Promise(done => requestAnimationFrame(() => { window.arcs = 0;const sky ="
                        + " document.querySelector('sky-map'); const box = sky.getBoundingClientRect();const at = (type,"
                        + " dx) => sky.dispatchEvent(new PointerEvent(type, {pointerId: 1, button: 0, bubbles:"
                        + " true,clientX: box.left + 100 + dx, clientY: box.top + 200}));sky.setPointerCapture = () => {};"
                        + " at('pointerdown', 0); at('pointermove', 30);requestAnimationFrame(() =>"
                        + " requestAnimationFrame(() => { at('pointerup', 30); done(window.arcs); })); }))");
        assertThat(((Number) strokes).intValue()).isBetween(1_000, 45_000);
    }

    @Test
    void allOfASearchGoesIntoTheBasketAsTheSearch() throws IOException {
        browser.open(stand.link("surveyor" + width, List.of("user")));
        browser.await("document.querySelector('.who')");
        browser.open("/find?obs_collection=" + ManyProducts.COLLECTION);
        browser.awaitCount("result-row", 50);
        browser.one("add-all").click();
        browser.awaitText("basket-count", "all");
        browser.open("/basket");
        browser.awaitText("basket-summary", "products");
        browser.look("basket-of-a-search");
    }
}
