package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.periapsis.local.client.NotebookKernel;
import org.periapsis.local.client.PlatformClient;

/** A page that a session's owner puts where JupyterLab serves it as its own, and what it gets of the portal by a visitor. */
final class PlantedPage {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> ATTEMPTS = Set.of(
            "opener", "fetch links", "form links", "WebSocket /api/events", "EventSource", "service worker for all");

    private final String session;

    private PlantedPage(String session) {
        this.session = session;
    }

    /** Plants it from a cell of the owner's. */
    static PlantedPage in(PlatformClient owner, String session) throws IOException {
        String page;
        try (InputStream in = PlantedPage.class.getResourceAsStream("attack.html")) {
            page = Base64.getEncoder().encodeToString(in.readAllBytes());
        }
        String code =
                """
                import base64, pathlib
                from jupyter_core.paths import jupyter_data_dir
                there = pathlib.Path(jupyter_data_dir()) / 'labextensions' / 'attack'
                there.mkdir(parents=True, exist_ok=True)
                (there / 'attack.html').write_bytes(base64.b64decode('%s'))
                (there / 'sw.js').write_text('self.onfetch = event => {}')
                print('planted')
                """
                        .formatted(page);
        assertThat(new NotebookKernel(owner, session).run("work/plant.ipynb", code, PATIENCE))
                .contains("planted");
        return new PlantedPage(session);
    }

    /**
     * The visitor signs in and opens the page from the portal, by a link that gives it as much of a hold as it can.
     *
     * @param portal its address
     * @param link signs the visitor in
     * @return what it got, by attempt; and {@code still}, who the visitor is to the portal afterwards
     */
    Map<String, String> visited(String portal, String link, List<String> arguments) throws IOException {
        Path profile = Files.createTempDirectory("periapsis-browser");
        ChromeDriver driver = Browser.chromium(profile, arguments);
        try {
            driver.manage().timeouts().scriptTimeout(PATIENCE);
            WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
            driver.get(link);
            assertThat(me(driver)).contains("\"subject\":\"root\"");
            String home = driver.getWindowHandle();
            String place = "/sessions/" + session + "/lab/extensions/attack/attack.html?portal="
                    + PlatformClient.encode(portal);
            driver.executeScript(
                    "document.body.append(Object.assign(document.createElement('a'), {id: 'planted', target: '_blank',"
                            + " rel: 'opener', href: arguments[0], textContent: 'planted'}));"
                            + "document.getElementById('planted').click()",
                    place);
            wait.until(opened -> driver.getWindowHandles().size() == 2);
            driver.getWindowHandles().stream()
                    .filter(each -> !each.equals(home))
                    .findFirst()
                    .ifPresent(driver.switchTo()::window);
            try {
                wait.until(done -> Boolean.TRUE.equals(driver.executeScript("return window.done === true")));
            } catch (org.openqa.selenium.TimeoutException e) {
                throw new AssertionError(
                        "the page did not come to its end at " + driver.getCurrentUrl() + ": " + driver.getPageSource(),
                        e);
            }
            @SuppressWarnings("unchecked")
            Map<String, String> got = (Map<String, String>) driver.executeScript("return window.results");
            assertThat(got).containsKeys(ATTEMPTS.toArray(String[]::new));
            driver.switchTo().window(home);
            driver.navigate().refresh();
            got.put("still", me(driver));
            return got;
        } finally {
            driver.quit();
            Directories.delete(profile);
        }
    }

    private static String me(ChromeDriver driver) {
        return String.valueOf(driver.executeAsyncScript("const done = arguments[0];"
                + "fetch('/auth/me').then(answer => answer.text()).then(done, cause => done(String(cause)))"));
    }
}
