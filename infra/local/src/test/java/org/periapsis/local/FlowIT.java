package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;

/** Launch, Running, Sites, Events and the life of an id, on the real stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlowIT {
    private static final String H = "ivo://skao-sky/2MASS?2mass-galactic-center-h.fits";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private StackDirectory directory;
    private LocalStack stack;
    private PlatformClient client;
    private FlowBrowser browser;
    private List<String> products;
    private String job;

    @BeforeAll
    void start() throws Exception {
        directory = StackDirectory.temporary("periapsis-flow");
        stack = LocalStack.start(directory, StackPorts.free(), (part, text) -> {});
        client = signedIn("astronomer");
        products = new SampleLoader(client, (part, text) -> {})
                .load().stream().map(SampleLoader.Loaded::productId).toList();
        Eventually.is(
                PATIENCE,
                () -> client.get("/api/products?limit=50")
                        .getJsonArray("products")
                        .size(),
                products.size());
        browser = new FlowBrowser(stack.state().url(), Path.of("target", "screenshots", "flow"));
        browser.look(1440, false);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        stack.close();
        Directories.delete(directory.root());
    }

    private PlatformClient signedIn(String user) throws IOException {
        return PlatformClient.signedIn(stack.state().url(), link(user));
    }

    private String link(String user) throws IOException {
        return PlatformClient.anonymous(stack.state().url())
                .link(stack.state().linkSecret(), user, SampleLoader.roles());
    }

    @Test
    @Order(1)
    void aLaunchLinkSurvivesSignInAndOpensAFilledPanel() throws Exception {
        browser.open("/launch?datalab=viewer&id=" + PlatformClient.encode(H));
        browser.test("sign-in-note");
        browser.reads(".chosen-data", "2MASS");
        browser.everywhere("launch-anonymous");
        browser.see("[data-testid=sign-in-note] a").click();
        browser.wait.until(found -> browser.path().startsWith("/sign-in"));
        // The link is opened in this very tab: nothing of the page is left but what the browser keeps.
        browser.driver.get(link("astronomer"));
        browser.wait.until(found -> browser.path().startsWith("/launch?datalab=viewer"));
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        assertThat(browser.see("[data-datalab=viewer] input").isSelected()).isTrue();
    }

    @Test
    @Order(2)
    void theWishChangesTheSentenceTheTableAndTheMap() throws Exception {
        String ids = "&id=" + PlatformClient.encode(H) + "&id=" + PlatformClient.encode(elsewhere());
        browser.open("/launch?datalab=viewer" + ids);
        browser.reads("[data-testid=preview-sentence]", "will be copied");
        assertThat(browser.driver.findElements(By.cssSelector("[data-testid=preview-site-row]")))
                .hasSize(3);
        assertThat(browser.test("flow-map").getText()).contains("in place at");
        browser.everywhere("launch");
        browser.see("[data-testid=wish-select] input[value=wait]").click();
        browser.wait.until(found -> browser.path().contains("wish=wait"));
        browser.reads("[data-testid=preview-sentence]", "no site holds every input");
        assertThat(browser.test("launch-button").isEnabled()).isFalse();
        browser.everywhere("launch-never");
        browser.driver.navigate().refresh();
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
        for (int presses = 0; presses < 6 && !browser.path().contains("datalab=viewer"); presses++) {
            browser.press(Keys.ARROW_DOWN);
            browser.wait.until(found -> browser.path().contains("datalab="));
        }
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        browser.script("document.activeElement.blur()");
        browser.tabTo("[data-testid=launch-button]");
        browser.press(Keys.ENTER);
        browser.wait.until(found -> browser.path().startsWith("/running/"));
        browser.see("[data-testid=detail][data-state=READY]");
        browser.tabTo("[data-testid=session-extend]");
        browser.press(Keys.ENTER);
        browser.reads("[data-testid=toast]", "longer");
        browser.everywhere("running-ready");
    }

    @Test
    @Order(4)
    void anotherSessionIsOnePressAwayAndTheLogFollows() throws Exception {
        session("second look", null, List.of(H), 512);
        session("third look", "jive", List.of(H), 512);
        browser.open("/running");
        browser.wait.until(found -> browser.driver
                        .findElements(By.cssSelector("[data-testid=session-row][data-state=READY]"))
                        .size()
                >= 3);
        browser.see("[data-testid=session-row] a[href*='/running/']").click();
        browser.wait.until(found -> browser.path().startsWith("/running/"));
        browser.reads(".log pre", "viewer is up");
        browser.driver.navigate().back();
        browser.wait.until(found -> browser.path().equals("/running"));
        browser.everywhere("running-list");
    }

    private String session(String name, String site, List<String> ids, int memoryMib) throws IOException {
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "viewer"))
                .put("name", name)
                .put("resources", new JsonObject().put("cores", 1).put("memory_mib", memoryMib))
                .put("ids", new JsonArray(ids));
        return client.send("POST", "/api/sessions", site == null ? ask : ask.put("site", site))
                .getString("id");
    }

    @Test
    @Order(4)
    void stagingShowsBytesRateAndWhatIsLeft() throws Exception {
        String large = BigProduct.ingest(client, 900);
        String id = session("large", "jive", List.of(large), 512);
        browser.open("/running/" + id);
        browser.reads("[data-testid=staging]", "/s");
        assertThat(browser.test("staging").getText()).contains(" of 900 MB", "to go");
        browser.shot("running-staging-1440");
        browser.see("[data-testid=detail][data-state=READY]");
        client.send("DELETE", "/api/sessions/" + id, null);
    }

    @Test
    @Order(4)
    void aSessionThatFailsSaysWhyAndWhatToDo() throws Exception {
        browser.open("/running/" + session("too small", null, List.of(H), 16));
        browser.see("[data-testid=detail][data-state=FAILED]");
        assertThat(browser.test("why").getText()).contains("Failed:");
        browser.see(".log pre");
        browser.everywhere("running-failed");
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
        browser.wait.until(found -> client(job).getInteger("tasks_succeeded") > 2);
        browser.everywhere("running-job-busy");
        browser.see("[data-testid=detail][data-state=FAILED]");
        browser.reads("[data-testid=job-failures]", "bad sky");
        JsonObject over = client(job);
        assertThat(over.getInteger("tasks_failed")).isEqualTo(3);
        assertThat(over.getJsonArray("failures")).hasSize(3).allSatisfy(each -> assertThat(
                        ((JsonObject) each).getString("reason"))
                .contains("bad sky"));
        assertThat(browser.test("job-sites").getText()).contains("esac", "jive", "skao");
        assertThat(browser.test("job-shards").getText()).contains("Failed", "Done");
        browser.everywhere("running-job-failed");
        browser.see("[data-testid=run-again]").click();
        browser.wait.until(found -> browser.path().startsWith("/launch?datalab=statistics"));
        browser.reads(".tabs", String.valueOf(products.size()));
    }

    private JsonObject client(String id) {
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
        browser.reads("[data-testid=site-card][data-site=jive]", "cores");
        browser.test("traffic-chart");
        browser.everywhere("sites");
        browser.see("[data-testid=site-card][data-site=jive] h2 a").click();
        browser.wait.until(found -> browser.path().equals("/sites/jive"));
        browser.reads("main", "Holds");
        browser.everywhere("site");
    }

    @Test
    @Order(7)
    void eventsComeInWordsAndTheLifeOfAnIdIsATimeline() throws Exception {
        browser.open("/events?since=hour");
        browser.reads("[data-testid=event-lines]", "half of it fails");
        browser.everywhere("events");
        browser.see("form.filters input[name=products]").click();
        browser.wait.until(found -> browser.path().contains("kinds="));
        browser.wait.until(found -> browser.driver
                .findElements(By.cssSelector("[data-type=ProductIndexed]"))
                .isEmpty());
        browser.open("/about/" + job);
        browser.reads("[data-testid=event-lines]", "submitted job");
        browser.everywhere("about");
    }

    @Test
    @Order(8)
    void withAServiceDownThePageSaysWhichAndSinceWhenAndTheRestWorks() throws Exception {
        stack.stop("notifier");
        browser.open("/running");
        browser.reads("[data-testid=banner]", "notifier is down");
        assertThat(browser.test("banner").getText()).contains("since");
        browser.reads("[data-testid=live]", "Looking every 3 s");
        browser.see("[data-testid=session-row]");
        browser.everywhere("running-notifier-down");
        stack.stop("scheduler");
        browser.open("/launch?datalab=viewer");
        browser.reads("main", "scheduler does not answer");
        browser.reads("[data-testid=banner]", "scheduler is down");
        browser.see("[data-testid=datalab-card]");
        browser.everywhere("launch-scheduler-down");
    }
}
