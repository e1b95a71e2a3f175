package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person's steps through the pages, in headless Chromium; a screenshot after each. */
final class BrowserWalk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String url;
    private final Path screenshots;
    private final Path profile;
    private final ChromeDriver driver;
    private final WebDriverWait wait;

    BrowserWalk(String url, Path screenshots) throws IOException {
        this.url = url;
        this.screenshots = Files.createDirectories(screenshots);
        this.profile = Files.createTempDirectory("periapsis-browser");
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
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        this.driver = new ChromeDriver(service, options);
        this.driver.manage().window().setSize(new Dimension(1280, 900));
        this.wait = new WebDriverWait(driver, PATIENCE);
    }

    void signIn(String link) throws IOException {
        driver.get(link);
        wait.until(ExpectedConditions.presenceOfElementLocated(test("search-form")));
        assertThat(driver.getCurrentUrl()).endsWith("/find");
        shot("1-find");
    }

    void find(String position, String radius, int expected) throws IOException {
        type("search-text", position);
        type("search-radius", radius);
        driver.findElement(test("search-submit")).click();
        wait.until(ExpectedConditions.urlContains("266.4"));
        wait.until(found -> count("result-row") == expected);
        shot("2-results");
    }

    /** Adds two products of different sites. */
    void addToBasket(int products) throws IOException {
        for (String part : List.of("2mass-galactic-center-h", "bolocam")) {
            driver.findElement(By.cssSelector(
                            "[data-testid=result-row][data-product-id*='" + part + "'] [data-testid=add-to-basket]"))
                    .click();
        }
        wait.until(found -> driver.findElement(test("basket-count")).getText().contains("" + products));
        shot("3-basket");
    }

    /** Chooses a datalab, reads the preview, which has a row for each site and shard, and launches. */
    void launch(String datalab, String kind, int rows) throws IOException {
        driver.get(url + "/launch");
        By card = By.cssSelector("[data-testid=datalab-card][data-datalab='" + datalab + "']");
        WebElement chosen = wait.until(ExpectedConditions.presenceOfElementLocated(card));
        List<WebElement> radio = chosen.findElements(By.cssSelector("input"));
        driver.executeScript("arguments[0].click()", radio.isEmpty() ? chosen : radio.get(0));
        wait.until(found -> !text("preview-sentence").isBlank());
        wait.until(found -> count("preview-site-row") == rows);
        shot("4-launch-" + datalab);
        wait.until(ExpectedConditions.elementToBeClickable(test("launch-button")))
                .click();
        wait.until(ExpectedConditions.urlContains("/running"));
        wait.until(ExpectedConditions.presenceOfElementLocated(test(kind + "-row")));
    }

    /** Waits for READY, as it arrives live, and opens JupyterLab through the proxy, with the data in it. */
    void openNotebook() throws IOException {
        By ready = By.cssSelector("[data-testid=session-row][data-state=READY]");
        String session =
                wait.until(ExpectedConditions.presenceOfElementLocated(ready)).getAttribute("data-session");
        shot("5-running");
        Set<String> before = driver.getWindowHandles();
        driver.findElement(By.cssSelector("[data-session='" + session + "'] [data-testid=session-open]"))
                .click();
        wait.until(found -> driver.getWindowHandles().size() > before.size());
        String home = driver.getWindowHandle();
        driver.getWindowHandles().stream()
                .filter(w -> !before.contains(w))
                .findFirst()
                .ifPresent(driver.switchTo()::window);
        wait.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#jupyterlab-splash, .jp-LabShell")));
        wait.until(ExpectedConditions.presenceOfElementLocated(
                By.cssSelector(".jp-LabShell .jp-DirListing-item[title*='start.ipynb']")));
        runStarter();
        shot("6-jupyterlab");
        driver.get(url + "/sessions/" + session + "/api/contents/data");
        String listing = driver.findElement(By.tagName("body")).getText();
        assertThat(listing).contains("2mass-galactic-center-h").contains("bolocam-gps-galactic-center");
        driver.close();
        driver.switchTo().window(home);
    }

    /** Opens the starter notebook and runs its first cells, which list the selection and open it with astropy. */
    private void runStarter() {
        // JupyterLab draws its list of files anew while it starts.
        By item = By.cssSelector(".jp-DirListing-item[title*='start.ipynb']");
        wait.ignoring(StaleElementReferenceException.class, ElementNotInteractableException.class)
                .until(found -> {
                    WebElement shown =
                            ExpectedConditions.elementToBeClickable(item).apply(driver);
                    if (shown != null) {
                        new Actions(driver).doubleClick(shown).perform();
                    }
                    return !driver.findElements(By.cssSelector(".jp-Notebook")).isEmpty();
                });
        wait.until(found ->
                driver.findElement(By.id("jp-main-statusbar")).getText().contains("Idle"));
        By code = By.cssSelector(".jp-Notebook .jp-CodeCell .cm-content");
        wait.until(ExpectedConditions.elementToBeClickable(code)).click();
        for (int cell = 0; cell < 3; cell++) {
            new Actions(driver)
                    .keyDown(Keys.SHIFT)
                    .sendKeys(Keys.ENTER)
                    .keyUp(Keys.SHIFT)
                    .perform();
        }
        By outputs = By.cssSelector(".jp-Notebook .jp-OutputArea-output");
        wait.until(found -> driver.findElements(outputs).stream()
                .map(WebElement::getText)
                .anyMatch(text -> text.contains("PrimaryHDU") && text.contains("2mass-galactic-center-h.fits")));
    }

    void stopSession() throws IOException {
        driver.findElement(test("session-stop")).click();
        wait.until(found -> driver.findElements(By.cssSelector("[data-testid=session-row][data-state=READY]"))
                .isEmpty());
        shot("7-stopped");
    }

    void outputsOfTheJob(int expected) throws IOException {
        wait.until(ExpectedConditions.presenceOfElementLocated(
                By.cssSelector("[data-testid=job-row][data-state=SUCCEEDED]")));
        shot("8-job");
        driver.findElement(test("job-outputs")).click();
        wait.until(found -> count("result-row") == expected);
        shot("9-outputs");
    }

    private void type(String id, String text) {
        WebElement field = driver.findElement(test(id));
        field.clear();
        field.sendKeys(text);
    }

    private String text(String id) {
        List<WebElement> found = driver.findElements(test(id));
        return found.isEmpty() ? "" : found.get(0).getText();
    }

    private int count(String id) {
        return driver.findElements(test(id)).size();
    }

    private static By test(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }

    private void shot(String name) throws IOException {
        Path taken = driver.getScreenshotAs(OutputType.FILE).toPath();
        Files.move(taken, screenshots.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        Directories.delete(profile);
    }
}
