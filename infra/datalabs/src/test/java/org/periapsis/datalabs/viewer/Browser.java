package org.periapsis.datalabs.viewer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
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

    Browser(Path profile, Path screenshots, boolean dark) throws IOException {
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
        size(1440, 960);
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** As wide as a telephone; the window itself does not get narrower than 500 pixels. */
    void narrow() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
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
    private void frames() {
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
