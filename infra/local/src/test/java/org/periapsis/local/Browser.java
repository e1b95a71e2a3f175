package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium before the pages: as wide as wanted, light or dark, and judged by axe. */
final class Browser implements AutoCloseable {
    static final int WIDE = 1440;
    static final int NARROW = 390;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    private final String url;
    private final Path screenshots;
    private final Path profile;
    private final ChromeDriver driver;
    private final WebDriverWait wait;

    Browser(String url, Path screenshots) throws IOException {
        this.url = url;
        this.screenshots = Files.createDirectories(screenshots);
        this.profile = Files.createTempDirectory("periapsis-browser");
        this.driver = chromium(profile);
        this.wait = new WebDriverWait(driver, PATIENCE);
        wait.ignoring(StaleElementReferenceException.class);
    }

    static ChromeDriver chromium(Path profile) {
        return chromium(profile, List.of());
    }

    static ChromeDriver chromium(Path profile, List<String> more) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        options.addArguments(more);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1280, 900));
        return driver;
    }

    /** As high as a screen of that width is. */
    void size(int width) {
        size(width, width == NARROW ? 844 : 900);
    }

    /** A window is never as narrow as a telephone, so the page is told it is. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Without what an earlier page left in memory or on disk. */
    void coldCache() {
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    }

    void offline(boolean offline) {
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** From now on no answer of the API reaches the page, until {@link #release}. */
    void hold() {
        driver.executeCdpCommand(
                "Fetch.enable",
                Map.of("patterns", List.of(Map.of("urlPattern", "*/api/*"), Map.of("urlPattern", "*/auth/*"))));
    }

    void release() {
        driver.executeCdpCommand("Fetch.disable", Map.of());
    }

    /** Goes to another page of the application as a link in it does, without fetching the application anew. */
    void follow(String path) {
        ask(
                "const link = Object.assign(document.createElement('a'), {href: arguments[0]});"
                        + "document.body.append(link); link.click(); link.remove()",
                path);
    }

    void open(String pathOrLink) {
        driver.get(pathOrLink.startsWith("/") ? url + pathOrLink : pathOrLink);
    }

    void reload() {
        driver.navigate().refresh();
    }

    void back() {
        driver.navigate().back();
    }

    String address() {
        return driver.getCurrentUrl().substring(url.length());
    }

    WebElement one(String testId) {
        return until(testId, () -> driver.findElement(test(testId)));
    }

    List<WebElement> all(String testId) {
        return driver.findElements(test(testId));
    }

    void awaitCount(String testId, int count) {
        until(count + " of " + testId, () -> all(testId).size() == count);
    }

    void awaitText(String testId, String part) {
        until(
                testId + " with " + part,
                () -> driver.findElement(test(testId)).getText().contains(part));
    }

    void awaitAddress(String part) {
        until("address with " + part, () -> address().contains(part));
    }

    /** @param script gives true when it is so */
    void await(String script) {
        until(script, () -> Boolean.TRUE.equals(driver.executeScript("return Boolean(" + script + ")")));
    }

    /** Who reads of a failure sees what the page said instead. */
    private <T> T until(String what, Supplier<T> question) {
        try {
            return wait.until(found -> question.get());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    what + " did not come; at " + driver.getCurrentUrl() + " there was: "
                            + ask("return document.body.innerText.slice(0, 1500)"),
                    e);
        }
    }

    Object ask(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void type(String testId, String text) {
        WebElement field = one(testId);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    Actions hands() {
        return new Actions(driver);
    }

    /** Presses Tab until the wanted element has the focus, as somebody without a mouse does. */
    void tabTo(String css) {
        for (int i = 0; i < 200; i++) {
            if (Boolean.TRUE.equals(ask("return Boolean(document.activeElement?.matches(arguments[0]))", css))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError(css + " is not reached by Tab; the focus is on "
                + ask("return document.activeElement?.outerHTML?.slice(0, 200)"));
    }

    /** What axe calls serious or critical, one line each: rule, help, and the first element. */
    @SuppressWarnings("unchecked")
    List<String> faults() {
        try (InputStream axe = Browser.class.getClassLoader().getResourceAsStream(AXE)) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object told = driver.executeAsyncScript(
                "const done = arguments[0];axe.run(document, {resultTypes: ['violations']}).then(r =>"
                        + " done(r.violations), e => done(String(e)))");
        if (!(told instanceof List)) {
            throw new JavascriptException("axe did not end: " + told);
        }
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> each : (List<Map<String, Object>>) told) {
            if (List.of("serious", "critical").contains(each.get("impact"))) {
                List<Map<String, Object>> nodes = (List<Map<String, Object>>) each.get("nodes");
                lines.add(each.get("id") + ": " + each.get("help") + " (" + nodes.size() + "), first "
                        + nodes.get(0).get("html") + " " + nodes.get(0).get("failureSummary"));
            }
        }
        return lines;
    }

    /**
     * Light and dark at the present width: a picture each, which nothing serious for axe-core is in, and which is not wider than its
     * window.
     */
    void look(String name) throws IOException {
        int width = ((Number) ask("return innerWidth")).intValue();
        for (boolean dark : List.of(true, false)) {
            String where = name + "-" + width + (dark ? "-dark" : "-light");
            dark(dark);
            shot(where);
            assertThat(faults()).as(where).isEmpty();
            assertThat((Long) ask("return document.documentElement.scrollWidth - innerWidth"))
                    .as(where + " is wider than its window")
                    .isLessThanOrEqualTo(0);
        }
    }

    void shot(String name) throws IOException {
        Path taken = driver.getScreenshotAs(OutputType.FILE).toPath();
        Files.move(taken, screenshots.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the window shows, small enough to be kept in the repository. */
    void picture(Path webp) throws IOException {
        Map<String, Object> taken =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", 85));
        Files.createDirectories(webp.getParent());
        Files.write(webp, Base64.getDecoder().decode(taken.get("data").toString()));
    }

    /** Waits until an element is there and shown. */
    WebElement see(String css) {
        await("[...document.querySelectorAll(`" + css + "`)].some(each => each.checkVisibility())");
        return (WebElement)
                ask("return [...document.querySelectorAll(arguments[0])].find(each => each.checkVisibility())", css);
    }

    /** Waits until one of some elements has these words. */
    void reads(String css, String words) {
        await("[...document.querySelectorAll(`" + css + "`)].some(each => each.innerText.includes(`" + words + "`))");
    }

    static By test(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        Directories.delete(profile);
    }
}
