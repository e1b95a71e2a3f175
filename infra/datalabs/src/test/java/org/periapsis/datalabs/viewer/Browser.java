package org.periapsis.datalabs.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium on the viewer's page. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final WebDriverWait wait;
    private final Path screenshots;

    static final int WIDE = 1440;
    static final int NARROW = 390;

    private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    Browser(Path profile, Path screenshots) throws IOException {
        this.screenshots = Files.createDirectories(screenshots);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        this.wait = new WebDriverWait(driver, PATIENCE);
        // A panel that was made anew while it was read is read again.
        wait.ignoring(StaleElementReferenceException.class);
        width(WIDE);
    }

    /** A window is never as narrow as a telephone, so the page is told it is. */
    void width(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        width == NARROW ? 844 : 960,
                        "deviceScaleFactor",
                        width == NARROW ? 2 : 1,
                        "mobile",
                        width == NARROW));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void open(String url) {
        driver.get(url);
    }

    void reload() {
        driver.navigate().refresh();
    }

    void back() {
        driver.navigate().back();
    }

    String address() {
        return driver.getCurrentUrl();
    }

    ChromeDriver driver() {
        return driver;
    }

    WebElement find(String id) {
        return wait.until(found -> {
            List<WebElement> elements = driver.findElements(test(id));
            return elements.isEmpty() ? null : elements.get(0);
        });
    }

    String text(String id) {
        return find(id).getText();
    }

    void until(BooleanSupplier condition) {
        wait.until(found -> condition.getAsBoolean());
    }

    /** Chooses the option with a value. */
    void choose(String id, String value) {
        WebElement select = find(id);
        script(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
                select,
                value);
    }

    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    /** Waits until all tiles of the image are there. */
    void drawn() {
        find("image");
        frames();
        until(() -> "true".equals(find("image").getDomAttribute("data-idle")));
        frames();
    }

    /** What was done is drawn in the frame after the next. */
    void frames() {
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
    }

    /** Mean brightness of the drawn image, from 0 to 255, and how many different colours it has. */
    long[] seen() {
        Object answer = script(
                """
                const canvas = document.querySelector('[data-testid=image]');
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let sum = 0, n = 0; const colours = new Set();
                for (let i = 0; i < data.length; i += 4 * 7) if (data[i + 3] === 255) {
                  sum += data[i] + data[i + 1] + data[i + 2]; n++; colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
                }
                return [n ? Math.round(sum / n / 3) : -1, colours.size];
                """);
        List<?> numbers = (List<?>) answer;
        return new long[] {((Number) numbers.get(0)).longValue(), ((Number) numbers.get(1)).longValue()};
    }

    /** What axe calls serious or critical, one line each: rule, help, and the first element. */
    List<String> faults() {
        try (InputStream axe = Browser.class.getClassLoader().getResourceAsStream(AXE)) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object told = driver.executeAsyncScript(
                """
                const done = arguments[0];
                axe.run(document, {resultTypes: ['violations']}).then((r) => done(r.violations
                  .filter((v) => ['serious', 'critical'].includes(v.impact))
                  .map((v) => `${v.id}: ${v.help} (${v.nodes.length}), first ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)),
                  (e) => done([`axe did not end: ${e}`]));
                """);
        return ((List<?>) told).stream().map(String::valueOf).toList();
    }

    /** The file list is folded away on a narrow window. */
    void openFile(int number) {
        WebElement link = find("file-" + number);
        if (!link.isDisplayed()) {
            find("files-button").click();
        }
        link.click();
    }

    /** Whether the image has pixels of the colour that other products are outlined in. */
    boolean outlines() {
        return Boolean.TRUE.equals(
                script(
                        """
                const canvas = document.querySelector('[data-testid=image]');
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                for (let i = 0; i < data.length; i += 4) if (data[i] === 0x8f && data[i + 1] === 0xb2 && data[i + 2] === 0xff) return true;
                return false;
                """));
    }

    void shot(String name) throws IOException {
        Path taken = driver.getScreenshotAs(OutputType.FILE).toPath();
        Files.move(taken, screenshots.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }

    static By test(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
