package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.local.Browser.NARROW;
import static org.periapsis.local.Browser.WIDE;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;

/** Launch, Running, Sites, Events and the life of an id, on the real stack, on a desk and on a telephone. */
@ParameterizedClass(name = "{0} px wide")
@MethodSource("org.periapsis.local.Widths#deskFirst")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlowIT {
    private static final String H = "ivo://skao-sky/2MASS?2mass-galactic-center-h.fits";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Stand stand;
    private static PlatformClient client;
    private static Browser browser;
    private static List<String> products;
    private static String job;
    private static String large;

    @Parameter
    int width;

    @BeforeAll
    static void start() throws Exception {
        stand = Stand.start("flow");
        browser = stand.browser();
        client = stand.signedIn("astronomer", SampleLoader.roles());
        products = new SampleLoader(client, (part, text) -> {})
                .load().stream().map(SampleLoader.Loaded::productId).toList();
        Eventually.is(
                PATIENCE,
                () -> client.get("/api/products?limit=50")
                        .getJsonArray("products")
                        .size(),
                products.size());
    }

    @AfterAll
    static void stop() throws IOException {
        stand.close();
    }

    @BeforeEach
    void size() {
        browser.size(width);
    }

    @Test
    @Order(1)
    void aLaunchLinkSurvivesSignInAndOpensAFilledPanel() throws Exception {
        browser.open("/sign-in");
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.open("/launch?datalab=viewer&id=" + PlatformClient.encode(H));
        browser.one("sign-in-note");
        browser.reads(".chosen-data", "2MASS");
        browser.look("launch-anonymous");
        browser.see("[data-testid=sign-in-note] a").click();
        browser.awaitAddress("/sign-in");
        // The link is opened in this very tab: nothing of the page is left but what the browser keeps.
        browser.open(stand.link("astronomer", SampleLoader.roles()));
        browser.awaitAddress("/launch?datalab=viewer");
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        assertThat(browser.see("[data-datalab=viewer] input").isSelected()).isTrue();
    }

    @Test
    @Order(2)
    void theWishChangesTheSentenceTheTableAndTheMap() throws Exception {
        String ids = "&id=" + PlatformClient.encode(H) + "&id=" + PlatformClient.encode(elsewhere());
        browser.open("/launch?datalab=viewer" + ids);
        browser.reads("[data-testid=preview-sentence]", "will be copied");
        assertThat(browser.all("preview-site-row")).hasSize(3);
        assertThat(browser.one("flow-map").getText()).contains("in place at");
        browser.look("launch");
        browser.see("[data-testid=wish-select] input[value=wait]").click();
        browser.awaitAddress("wish=wait");
        browser.reads("[data-testid=preview-sentence]", "no site holds every input");
        assertThat(browser.one("launch-button").isEnabled()).isFalse();
        browser.look("launch-never");
        browser.reload();
        browser.reads("[data-testid=preview-sentence]", "no site holds every input");
    }

    /** A product of another site than {@link #H}'s. */
    private String elsewhere() {
        return products.stream()
                .filter(id -> id.contains("bolocam"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(3)
    void byKeyboardAloneFromLaunchToASessionThatIsReady() throws Exception {
        browser.open("/launch?id=" + PlatformClient.encode(H));
        browser.reads("[data-testid=preview-hint]", "Choose a datalab");
        browser.tabTo("#datalab-notebook, #datalab-viewer, #datalab-statistics, #datalab-notebook-run");
        for (int presses = 0; presses < 6 && !browser.address().contains("datalab=viewer"); presses++) {
            browser.press(Keys.ARROW_DOWN);
            browser.await("location.search.includes('datalab=' + document.activeElement.value)");
        }
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        browser.ask("document.activeElement.blur()");
        browser.tabTo("[data-testid=launch-button]");
        browser.press(Keys.ENTER);
        browser.awaitAddress("/running/");
        browser.see("[data-testid=detail][data-state=READY]");
        browser.tabTo("[data-testid=session-extend]");
        browser.press(Keys.ENTER);
        browser.reads("[data-testid=toast]", "longer");
        browser.look("running-ready");
    }

    @Test
    @Order(4)
    void anotherSessionIsOnePressAwayAndTheLogFollows() throws Exception {
        session("second look", null, List.of(H), 512);
        session("third look", "jive", List.of(H), 512);
        browser.open("/running");
        browser.await("document.querySelectorAll('[data-testid=session-row][data-state=READY]').length >= 3");
        browser.see("[data-testid=session-row] a[href*='/running/']").click();
        browser.awaitAddress("/running/");
        browser.reads(".log pre", "viewer is up");
        browser.back();
        browser.await("location.pathname === '/running'");
        browser.look("running-list");
    }

    private String session(String name, String site, List<String> ids, int memoryMib) throws IOException {
        return session(name, site, ids, 1, memoryMib);
    }

    private String session(String name, String site, List<String> ids, int cores, int memoryMib) throws IOException {
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "viewer"))
                .put("name", name)
                .put("resources", new JsonObject().put("cores", cores).put("memory_mib", memoryMib))
                .put("ids", new JsonArray(ids));
        return client.send("POST", "/api/sessions", site == null ? ask : ask.put("site", site))
                .getString("id");
    }

    @Test
    @Order(4)
    void stagingShowsBytesRateAndWhatIsLeft() throws Exception {
        if (large == null) {
            large = BigProduct.ingest(client, 400);
        }
        // To another site at each width: what has been copied is there.
        String id = session("large", width == WIDE ? "jive" : "skao", List.of(large), 512);
        browser.open("/running/" + id);
        browser.reads("[data-testid=staging]", "/s");
        assertThat(browser.one("staging").getText()).contains(" of 400 MB", "to go");
        browser.look("running-staging");
        browser.see("[data-testid=detail][data-state=READY]");
        client.send("DELETE", "/api/sessions/" + id, null);
    }

    /** Sixteen cores are all that a site of the local stack has, and one is in use. */
    @Test
    @Order(5)
    void aSessionThatWaitsSaysWhyAndIsStopped() throws Exception {
        browser.open("/running/" + session("too large for now", "jive", List.of(H), 16, 512));
        browser.see("[data-testid=detail][data-state=WAITING]");
        browser.reads("[data-testid=why]", "Waits:");
        browser.reads("[data-testid=why]", "It starts by itself");
        browser.look("running-waiting");
        browser.see("[data-testid=session-stop]").click();
        browser.see("[data-testid=detail][data-state=STOPPED]");
        browser.open("/running");
        browser.see("[data-testid=session-row][data-state=READY] a[href*='/running/']")
                .click();
        browser.see("[data-testid=detail][data-state=READY]");
        browser.see("[data-testid=session-stop]").click();
        browser.see("dialog button.danger").click();
        browser.see("[data-testid=detail][data-state=STOPPED]");
        browser.see("[data-testid=run-again]");
    }

    @Test
    @Order(4)
    void aSessionThatFailsSaysWhyAndWhatToDo() throws Exception {
        browser.open("/running/" + session("too small", null, List.of(H), 16));
        browser.see("[data-testid=detail][data-state=FAILED]");
        assertThat(browser.one("why").getText()).contains("Failed:", "Launch it again with more memory");
        browser.see(".log pre");
        browser.look("running-failed");
    }

    @Test
    @Order(5)
    void aJobIsToldBySiteAndPartWithEveryTaskThatFailed() throws Exception {
        JsonObject asked = new JsonObject()
                .put("datalab", new JsonObject().put("id", "statistics"))
                .put("name", "half of it fails")
                .put("ids", new JsonArray(products))
                .put("max_attempts", 1)
                .put(
                        "command",
                        new JsonArray(
                                List.of(
                                        "sh",
                                        "-c",
                                        "ls $PERIAPSIS_FOLDER/data | grep -q 2mass && { echo bad sky >&2; exit 3; }; sleep 3")));
        job = client.send("POST", "/api/jobs", asked).getString("id");
        browser.open("/running/" + job);
        browser.reads("[data-testid=job-progress]", "running");
        Eventually.is(PATIENCE, () -> readJob(job).getInteger("tasks_succeeded") > 2, true);
        browser.look("running-job-busy");
        browser.see("[data-testid=detail][data-state=FAILED]");
        browser.reads("[data-testid=job-failures]", "bad sky");
        JsonObject over = readJob(job);
        assertThat(over.getInteger("tasks_failed"))
                .as(over.getJsonArray("failures").encodePrettily())
                .isEqualTo(3);
        assertThat(over.getJsonArray("failures")).hasSize(3).allSatisfy(each -> assertThat(
                        ((JsonObject) each).getString("reason"))
                .contains("bad sky"));
        assertThat(browser.one("job-sites").getText()).contains("esac", "jive", "skao");
        assertThat(browser.one("job-shards").getText()).contains("Failed", "Done");
        browser.look("running-job-failed");
        browser.see("[data-testid=run-again]").click();
        browser.awaitAddress("/launch?datalab=statistics");
        browser.reads(".tabs", String.valueOf(products.size()));
    }

    private JsonObject readJob(String id) {
        try {
            return client.get("/api/jobs/" + id);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Order(6)
    void sitesSayWhatTheyHoldAndHowMuchWasReadInPlace() throws Exception {
        browser.open("/sites");
        browser.reads("[data-testid=site-card][data-site=jive]", "of 16 in use");
        browser.one("traffic-chart");
        browser.look("sites");
        browser.see("[data-testid=site-card][data-site=jive] h2 a").click();
        browser.await("location.pathname === '/sites/jive'");
        browser.reads("main", "Holds");
        browser.look("site");
    }

    @Test
    @Order(7)
    void eventsComeInWordsAndTheLifeOfAnIdIsATimeline() throws Exception {
        browser.open("/events?since=hour");
        browser.reads("[data-testid=event-lines]", "half of it fails");
        browser.look("events");
        if (width == NARROW) {
            browser.see(".events-page > details > summary").click();
        }
        browser.see("form.filters input[name=products]").click();
        browser.awaitAddress("kinds=");
        browser.await("!document.querySelector('[data-type=ProductIndexed]')");
        browser.open("/about/" + job);
        browser.reads("[data-testid=event-lines]", "submitted job");
        browser.look("about");
    }

    @Test
    @Order(8)
    void withAServiceDownThePageSaysWhichAndSinceWhenAndTheRestWorks() throws Exception {
        stand.stack().stop("notifier");
        browser.open("/running");
        browser.reads("[data-testid=banner]", "notifier is down");
        assertThat(browser.one("banner").getText()).contains("since");
        browser.reads("[data-testid=live]", "Looking every 3 s");
        browser.see("[data-testid=session-row]");
        browser.look("running-notifier-down");
        stand.stack().stop("scheduler");
        browser.open("/launch?datalab=viewer");
        browser.reads("main", "scheduler does not answer");
        browser.reads("[data-testid=banner]", "scheduler is down");
        browser.see("[data-testid=datalab-card]");
        browser.look("launch-scheduler-down");
        stand.stack().start("notifier");
        stand.stack().start("scheduler");
        browser.await("document.querySelector('[data-testid=banner]').innerText === ''");
    }

    @Test
    @Order(9)
    void withoutTheIndexFindSaysSoAndComesBackByItself() throws Exception {
        stand.stack().stop("indexer");
        browser.open("/find?obs_collection=2MASS");
        browser.reads("[data-testid=banner]", "indexer is down");
        browser.reads("[data-testid=problem]", "indexer");
        browser.look("find-indexer-down");
        browser.open("/running");
        browser.see("[data-testid=session-row]");
        stand.stack().start("indexer");
        browser.await("document.querySelector('[data-testid=banner]').innerText === ''");
        browser.open("/find?obs_collection=M13");
        browser.awaitCount("result-row", 3);
    }

    @Test
    @Order(10)
    void withoutANetworkThePageSaysSoAndGoesOnByItself() throws Exception {
        browser.open("/running");
        browser.see("[data-testid=session-row]");
        browser.offline(true);
        browser.reads("[data-testid=banner]", "This computer is offline");
        browser.reads("[data-testid=live]", "Looking every 3 s");
        browser.see("[data-testid=session-row]");
        browser.look("running-offline");
        browser.offline(false);
        browser.await("document.querySelector('[data-testid=banner]').innerText === ''");
        browser.reads("[data-testid=live]", "Live");
    }
}
