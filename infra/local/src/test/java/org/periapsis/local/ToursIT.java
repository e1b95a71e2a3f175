package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;

/**
 * Walks the guided tours of {@code docs/tours} on the real stack and takes their pictures. Each picture that a tour shows is taken and none
 * besides; {@code -Ddocs.write=true} puts them beside the tours, as {@code docs/tours/make} does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ToursIT {
    private static final Path TOURS = Path.of("..", "..", "docs", "tours");
    private static final Pattern PICTURE = Pattern.compile("]\\(pictures/([a-z-]+)\\.webp\\)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String H_BAND = "ivo://skao-sky/2MASS?2mass-galactic-center-h.fits";
    private static final String CENTRE = "/find?q=266.40+-28.94&radius=0.2";

    private final Path pictures =
            Boolean.getBoolean("docs.write") ? TOURS.resolve("pictures") : Path.of("target", "screenshots", "tours");
    private Stand stand;
    private PlatformClient client;
    private Browser browser;
    private Set<String> taken;

    @BeforeAll
    void start() throws Exception {
        stand = Stand.start("tours");
        browser = stand.browser();
        client = stand.signedIn("astronomer", SampleLoader.roles());
        new SampleLoader(client, (part, text) -> {}).load();
        browser.size(1280, 800);
    }

    @AfterAll
    void stop() throws IOException {
        stand.close();
    }

    @Test
    @Order(1)
    void theScientistsTour() throws Exception {
        begin(stand.link("astronomer", SampleLoader.roles()));
        browser.open(CENTRE);
        browser.awaitCount("result-row", 6);
        picture("found");
        browser.open("/products/" + PlatformClient.encode(H_BAND));
        browser.see(".citation");
        picture("product");
        browser.open(CENTRE);
        browser.awaitCount("result-row", 6);
        browser.one("add-all").click();
        browser.awaitText("basket-count", "6");
        browser.open("/basket");
        browser.awaitCount("basket-row", 6);
        browser.awaitText("basket-summary", "MB");
        picture("basket");
        browser.open("/launch?datalab=viewer");
        browser.reads("[data-testid=preview-sentence]", "will be copied");
        picture("launch");
        browser.see("[data-testid=launch-button]").click();
        browser.awaitAddress("/running/");
        browser.see("[data-testid=detail][data-state=READY]");
        picture("running");
        browser.open("/sessions/" + browser.ask("return location.pathname.replace('/running/', '')") + "/");
        String drawn = "document.querySelector('[data-testid=image]')?.dataset.idle === 'true'";
        browser.await(drawn);
        browser.ask("[...document.querySelectorAll('#files a, #files button')]"
                + ".find(each => each.textContent.includes('2mass-galactic-center-h')).click()");
        browser.await("document.querySelector('h1').textContent.includes('2mass-galactic-center-h') && " + drawn);
        picture("viewer");
        String job = statistics("statistics of the centre");
        browser.open("/running/" + job);
        browser.see("[data-testid=detail][data-state=SUCCEEDED]");
        picture("job");
        Eventually.is(
                PATIENCE,
                () -> client.get("/api/products?job_id=" + job)
                        .getJsonArray("products")
                        .size(),
                6);
        browser.open("/find?job=" + job);
        browser.awaitCount("result-row", 6);
        picture("outputs");
        browser.open("/about/" + job);
        browser.reads("[data-testid=event-lines]", "submitted job");
        picture("life");
        holds("scientist.md");
    }

    private String statistics(String name) throws IOException {
        return client.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("name", name)
                                .put("query", "ra=266.40&dec=-28.94&radius=0.2"))
                .getString("id");
    }

    @Test
    @Order(2)
    void theArchivesTour() throws Exception {
        begin(stand.link("archivist", List.of("user", "archive:skao-sky", "archive:esa-sky")));
        browser.open("/events?kinds=products&since=hour");
        browser.reads("[data-testid=event-lines]", "is found by searches now");
        picture("came-in");
        refused();
        browser.open("/events?kinds=refused&since=hour");
        browser.reads("[data-testid=event-lines]", "refused");
        picture("refused");
        browser.open("/products/" + PlatformClient.encode(H_BAND));
        browser.see(".citation");
        browser.ask("document.querySelector('.citation').scrollIntoView({block: 'center'})");
        picture("cite");
        String page = Files.readString(TOURS.resolve("archive-page.html"))
                .replace("https://periapsis.example.org", stand.stack().state().url());
        Path own = Files.writeString(stand.root().resolve("archive-page.html"), page);
        browser.open("/find");
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.open(own.toUri().toString());
        picture("archive-page");
        browser.see("a[href*='id=']").click();
        browser.reads("[data-testid=sign-in-note]", "Sign in");
        picture("launch-link");
        browser.see("[data-testid=sign-in-note] a").click();
        browser.awaitAddress("/sign-in");
        browser.open(stand.link("visitor", List.of("user")));
        browser.awaitAddress("/launch?datalab=viewer");
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        picture("launch-link-signed-in");
        browser.open(own.toUri().toString());
        browser.see("form button").click();
        browser.awaitAddress("/launch?set=");
        browser.reads(".chosen-data", "2");
        browser.reads("[data-testid=preview-sentence]", "Starts at skao");
        holds("archive.md");
    }

    private void refused() throws Exception {
        Path file = Files.writeString(stand.root().resolve("night-042.fits"), "no FITS file");
        HttpResponse<String> answer = client.ingest("skao-sky", file, new JsonObject().put("obs_collection", "NIGHTS"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
    }

    @Test
    @Order(3)
    void theOperatorsTour() throws Exception {
        begin(stand.link("operator", SampleLoader.roles()));
        statistics("statistics again");
        browser.open("/sites");
        browser.see("[data-testid=traffic-chart]");
        picture("sites");
        browser.open("/sites/jive");
        browser.reads("main", "Holds");
        picture("site");
        String job = client.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("name", "night 42")
                                .put("max_attempts", 1)
                                .put("ids", new JsonArray(List.of(H_BAND)))
                                .put("command", new JsonArray(List.of("sh", "-c", "echo bad sky >&2; exit 3"))))
                .getString("id");
        browser.open("/events?kinds=work&since=hour");
        browser.reads("[data-testid=event-lines]", "“night 42” failed");
        picture("events");
        browser.open("/about/" + job);
        browser.reads("[data-testid=event-lines]", "failed");
        picture("failed");
        stand.stack().stop("notifier");
        browser.open("/running");
        browser.reads("[data-testid=banner]", "notifier is down");
        picture("down");
        holds("operator.md");
    }

    private void begin(String link) {
        taken = new TreeSet<>();
        browser.open(link);
        browser.see("[data-testid=result-row]");
    }

    private void picture(String name) throws IOException {
        browser.await("document.fonts.status === 'loaded' && [...document.images].every(image => image.complete"
                + " || image.getBoundingClientRect().top > innerHeight)"
                + " && ![...document.querySelectorAll('.choice small')].some(told => told.innerText === '…')");
        browser.picture(pictures.resolve(name + ".webp"));
        taken.add(name);
    }

    /** What the tour shows was taken just now, and nothing is taken that it does not show. */
    private void holds(String tour) throws IOException {
        Set<String> shown = PICTURE.matcher(Files.readString(TOURS.resolve(tour)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(taken).as(tour).isEqualTo(shown);
        assertThat(shown).as(tour).allSatisfy(name -> assertThat(TOURS.resolve("pictures/" + name + ".webp"))
                .isRegularFile());
    }
}
