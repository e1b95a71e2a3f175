package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.local.Browser.NARROW;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.periapsis.local.client.PlatformClient;

/** Find, the product page, the basket and signing in, as a person with a mouse, a keyboard or a telephone meets them. */
@ParameterizedClass(name = "{0} px wide")
@MethodSource("org.periapsis.local.Widths#deskFirst")
class PageIT {
    private static final String H_BAND = "ivo://skao-sky/2MASS?2mass-galactic-center-h.fits";
    private static final String CENTRE = "/find?q=266.40+-28.94&radius=0.2";
    private static final int IN_CENTRE = 6;
    private static final long FIRST_PAGE_BYTES = 200_000;
    private static final double STILL = 0.01;

    private static Stand stand;
    private static Browser browser;

    @Parameter
    int width;

    @BeforeAll
    static void start() throws Exception {
        stand = Stand.start("page");
        browser = stand.browser();
        stand.showSamples();
    }

    @AfterAll
    static void stop() throws IOException {
        stand.close();
    }

    /** Everybody starts anew: nobody signed in, nothing kept in the browser. */
    @BeforeEach
    void reset() {
        browser.open("/find");
        browser.ask("localStorage.clear()");
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.size(width);
        browser.dark(false);
    }

    /** Each width has people of its own: a basket stays. */
    private void signIn(String user) throws IOException {
        browser.open(stand.link(user + width, List.of("user")));
        browser.await("document.querySelector('.who')");
    }

    @Test
    void oneBoxUnderstandsPositionsNamesIdsAndWords() {
        search("266.40 -28.94", "0.2");
        browser.awaitCount("result-row", IN_CENTRE);
        browser.awaitText("understood", "17:45:36.0 −28:56:24");

        search("M51", "");
        browser.awaitText("understood", "Whirlpool");
        browser.awaitCount("result-row", 1);

        search(H_BAND, "");
        browser.awaitText("understood", "this id");
        browser.awaitCount("result-row", 1);

        search("horsehead", "");
        browser.awaitText("understood", "Targets, titles");
        browser.awaitCount("result-row", 1);

        search("83 95", "");
        assertThat(browser.one("problem").getText()).contains("Declination").contains("Write degrees");
    }

    @Test
    void backAndReloadBringTheSameSearchFacetsAndView() {
        browser.open(CENTRE);
        browser.awaitCount("result-row", IN_CENTRE);
        unfold("details.facets");
        browser.see("[data-facet=obs_collection] input").click();
        browser.awaitAddress("obs_collection=");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length < " + IN_CENTRE);
        int narrowed = browser.all("result-row").size();
        browser.see("[data-tool=in]").click();
        browser.awaitAddress("view=");
        String address = browser.address();

        browser.reload();
        browser.awaitCount("result-row", narrowed);
        assertThat(browser.address()).isEqualTo(address);
        unfold("details.facets");
        assertThat(browser.see("[data-facet=obs_collection] input:checked").isSelected())
                .isTrue();

        browser.back();
        browser.awaitCount("result-row", IN_CENTRE);
    }

    @Test
    void theFirstPageIsSmallAndDoesNotMove() {
        browser.coldCache();
        browser.open("/find");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length > 20");
        Object bytes = browser.ask("return performance.getEntriesByType('resource')"
                + ".concat(performance.getEntriesByType('navigation'))"
                + ".filter(e => !e.name.includes('/preview?')).reduce((sum, e) => sum + e.transferSize, 0)");
        assertThat(((Number) bytes).longValue()).isBetween(1L, FIRST_PAGE_BYTES);
        Object shift = browser.ask("return new Promise(done => new PerformanceObserver(list => done(list.getEntries()"
                + ".filter(e => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0)))"
                + ".observe({type: 'layout-shift', buffered: true}) ?? setTimeout(() => done(0), 500))");
        assertThat(((Number) shift).doubleValue()).isLessThan(STILL);
    }

    @Test
    void aRowAndItsFootprintPointToEachOther() {
        browser.open(CENTRE);
        browser.awaitCount("result-row", IN_CENTRE);
        WebElement row = browser.all("result-row").get(2);
        String id = row.getAttribute("data-product-id");
        browser.hands().moveToElement(row).perform();
        browser.await("document.querySelector('tr.active')?.dataset.productId === '" + id + "'");

        browser.ask(
                "const sky = document.querySelector('sky-map');"
                        + "sky.dispatchEvent(new CustomEvent('sky-hover', {detail: arguments[0]}))",
                H_BAND);
        browser.await("document.querySelector('tr.active')?.dataset.productId === '" + H_BAND + "'");
    }

    @Test
    void aCircleDrawnOnTheSkyIsSearched() throws IOException {
        browser.open(CENTRE);
        browser.awaitCount("result-row", IN_CENTRE);
        browser.await("document.querySelector('sky-map').view.zoom > 10");
        browser.see("[data-tool=circle]").click();
        WebElement sky = browser.one("sky");
        browser.hands()
                .moveToElement(sky)
                .clickAndHold()
                .moveByOffset(60, 0)
                .release()
                .perform();
        browser.awaitAddress("region=CIRCLE");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length > 0");
        browser.awaitText("understood", "region");
        browser.look("drawn-circle");
    }

    @Test
    void aPolygonIsDrawnCornerByCornerAndSearched() {
        browser.open(CENTRE);
        browser.awaitCount("result-row", IN_CENTRE);
        browser.see("[data-tool=polygon]").click();
        WebElement sky = browser.one("sky");
        browser.hands().moveToElement(sky, -80, -60).click().perform();
        browser.hands().moveToElement(sky, 80, -60).click().perform();
        browser.hands().moveToElement(sky, 0, 90).click().perform();
        browser.press(Keys.ENTER);
        browser.awaitAddress("region=POLYGON");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length > 0");
    }

    @Test
    void theKeyboardAloneLeadsFromFindThroughTheBasketAndLaunchToASessionThatRuns() throws IOException {
        signIn("keyboard");
        browser.await("document.querySelectorAll('[data-testid=result-row]').length > 20");
        browser.press("/");
        browser.press("266.40 -28.94", Keys.TAB, "0.2", Keys.ENTER);
        browser.awaitCount("result-row", IN_CENTRE);
        browser.tabTo("tr[data-testid=result-row]");
        browser.press(Keys.SPACE);
        browser.awaitText("basket-count", "1");
        browser.press(Keys.ARROW_DOWN, Keys.SPACE);
        browser.awaitText("basket-count", "2");
        browser.tabTo(".top nav a[href='/basket']");
        browser.press(Keys.ENTER);
        browser.awaitCount("basket-row", 2);
        browser.look("basket-keyboard");
        browser.tabTo("[data-testid=basket-launch]");
        browser.press(Keys.ENTER);
        browser.awaitAddress("/launch");
        browser.tabTo("[data-testid=datalab-card] input");
        browser.press(Keys.SPACE);
        browser.awaitAddress("datalab=");
        for (int presses = 0; presses < 6 && !browser.address().contains("datalab=viewer"); presses++) {
            browser.press(Keys.ARROW_DOWN);
            browser.await("location.search.includes('datalab=' + document.activeElement.value)");
        }
        browser.reads("[data-testid=preview-sentence]", "Starts at ");
        browser.tabTo("[data-testid=launch-button]");
        browser.press(Keys.ENTER);
        browser.awaitAddress("/running/");
        browser.see("[data-testid=detail][data-state=READY]");
        browser.tabTo("[data-testid=session-stop]");
        browser.press(Keys.ENTER);
        browser.see("dialog button.danger");
        browser.tabTo("dialog button.danger");
        browser.press(Keys.ENTER);
        browser.see("[data-testid=detail][data-state=STOPPED]");
    }

    @Test
    void aProgramIsSignedInByTheCodeThatItShows() throws IOException {
        PlatformClient program = stand.anonymous();
        JsonObject begun = program.send("POST", "/api/auth/device", new JsonObject());
        browser.open("/connect");
        browser.one("sign-in-note");
        signIn("connector");
        browser.open("/connect");
        browser.type(
                "device-code",
                begun.getString("user_code").toLowerCase(Locale.ROOT).replace("-", " "));
        browser.press(Keys.ENTER);
        browser.awaitText("device-question", begun.getString("user_code"));
        browser.one("device-allow").click();
        browser.awaitText("device-done", "The program is signed in");
        browser.look("connect-done");
        String token = program.send(
                        "POST",
                        "/api/auth/device/token",
                        new JsonObject().put("device_code", begun.getString("device_code")))
                .getString("access_token");
        HttpResponse<String> me = program.exchange("GET", "/auth/me", null, Map.of("Authorization", "Bearer " + token));
        assertThat(me.body()).contains("connector");

        browser.open("/connect?code=ABCD-EFGH");
        browser.one("device-allow").click();
        browser.awaitText("problem", "code");
        browser.look("connect-wrong");
    }

    @Test
    void aProductSaysWhatItIsWhereItIsAndHowToCiteIt() throws IOException {
        browser.open("/products/" + PlatformClient.encode(H_BAND));
        browser.await("document.querySelector('.citation')");
        String text =
                browser.ask("return document.querySelector('main').innerText").toString();
        assertThat(text)
                .contains("2MASS", "Replicas", "skao", "Rights", "Public", "How to cite", "Provenance", "Open in…")
                .contains(H_BAND)
                .contains("Copy launch link");
        Object download = browser.ask(
                "return fetch('/api/products/' + encodeURIComponent(arguments[0])).then(told => told.json())"
                        + ".then(product => fetch(product.access_url)).then(told => told.status)",
                H_BAND);
        assertThat(download).as("access_url").isEqualTo(200L);
    }

    @Test
    void aBasketOfASearchHoldsAllItFindsAndIsThereAgainAfterSignOut() throws IOException {
        signIn("collector");
        browser.open("/find?obs_collection=2MASS");
        browser.awaitCount("result-row", 3);
        browser.one("add-all").click();
        browser.awaitText("basket-count", "3");
        browser.open("/basket");
        browser.awaitCount("basket-row", 3);
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.open("/basket");
        browser.await("document.querySelector('.note.empty')");
        signIn("collector");
        browser.open("/basket");
        browser.awaitCount("basket-row", 3);
    }

    @Test
    void aBasketIsSharedByLinkWithAnotherPerson() throws IOException {
        signIn("sharer");
        browser.open("/find?obs_collection=2MASS");
        browser.awaitCount("result-row", 3);
        browser.one("add-all").click();
        browser.awaitText("basket-count", "3");
        browser.open("/basket");
        browser.awaitCount("basket-row", 3);
        browser.ask("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        browser.one("basket-share").click();
        browser.await("window.copied");
        String link = browser.ask("return window.copied").toString();
        browser.one("basket-launch-link").click();
        browser.await("window.copied.includes('/launch?')");
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.open(link);
        browser.reads("main", "A shared basket is seen after sign-in");
        signIn("colleague");
        browser.open(link);
        browser.awaitCount("result-row", 3);
        browser.look("shared-basket");

        signIn("sharer");
        browser.open("/basket");
        browser.awaitText("basket-shared", "This basket is shared");
        browser.look("basket-shared");
        browser.tabTo("[data-testid=basket-unshare]");
        browser.press(Keys.ENTER);
        browser.awaitText("toast", "no longer shared");
        browser.awaitCount("basket-shared", 0);
        browser.await("document.activeElement.dataset.testid === 'basket-share'");
        browser.awaitCount("basket-row", 3);
        signIn("colleague");
        browser.open(link);
        browser.reads("main", "not shared with you");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void theChosenColoursStay(String theme) {
        browser.open("/find");
        browser.one("theme").click();
        if ("dark".equals(theme)) {
            browser.one("theme").click();
        }
        browser.reload();
        browser.one("theme");
        assertThat(browser.ask("return document.documentElement.dataset.theme")).isEqualTo(theme);
    }

    /** Where it is narrow, what narrows a search down is folded. */
    private void unfold(String details) {
        if (width == NARROW) {
            browser.see(details + " > summary").click();
        }
    }

    private void search(String text, String radius) {
        browser.type("search-text", text);
        WebElement field = browser.one("search-radius");
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, radius);
        browser.one("search-submit").click();
    }
}
