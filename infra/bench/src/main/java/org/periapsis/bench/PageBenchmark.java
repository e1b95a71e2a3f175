package org.periapsis.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.periapsis.local.demo.SampleLoader;

/** The first page as a new visitor's browser gets it: how much, how soon, and whether it moves. */
final class PageBenchmark implements Benchmark {
    private static final String NAME = "page";
    private static final int VISITS = 9;
    private static final int WARM = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PROCESSOR =
            "the processor: Chromium without a graphics card and the whole platform share "
                    + Runtime.getRuntime().availableProcessors() + " processors";
    private static final String FETCHED =
            "what the page fetches: its modules, sheets and libraries, and the products with their facets; previews, which come"
                    + " when they are seen, are not counted";
    private static final String WATCH =
            """
            window.seen = {shift: 0};
            const look = () => {
              if (!seen.box && document.querySelector('[data-testid=search-text]')) seen.box = performance.now();
              if (!seen.rows && document.querySelector('[data-testid=result-row]')) seen.rows = performance.now();
            };
            new MutationObserver(look).observe(document, {childList: true, subtree: true});
            new PerformanceObserver(list => list.getEntries().filter(e => !e.hadRecentInput).forEach(e => seen.shift += e.value))
              .observe({type: 'layout-shift', buffered: true});
            """;
    private static final String TOLD =
            """
            (() => {
              const all = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
                .filter(e => !e.name.includes('/preview?'));
              return {box: seen.box, rows: seen.rows, shift: seen.shift, requests: all.length,
                bytes: all.reduce((sum, e) => sum + e.transferSize, 0)};
            })()
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "the first page with an empty cache: bytes, time until it is of use, how far it moves";
    }

    @Override
    public void run(Settings settings, Consumer<Figure> figures, Consumer<String> say) throws Exception {
        int visits = settings.n() == 0 ? VISITS : Math.toIntExact(settings.n());
        try (BenchStack stack = new BenchStack(say);
                Chromium browser = new Chromium()) {
            new SampleLoader(stack.client(), (part, text) -> say.accept(part + ": " + text)).load();
            browser.send("Page.enable", new JsonObject());
            browser.send("Network.enable", new JsonObject());
            browser.send("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", WATCH));
            String url = stack.stack().state().url() + "/find";
            for (int visit = 0; visit < WARM; visit++) {
                visit(browser, url);
            }
            List<JsonObject> seen = new ArrayList<>();
            for (int visit = 0; visit < visits; visit++) {
                seen.add(visit(browser, url));
            }
            figures.accept(
                    figure("first_page_bytes", "bytes", "<= 200000", FETCHED, seen, told -> told.getDouble("bytes")));
            figures.accept(
                    figure("first_page_requests", "requests", "", FETCHED, seen, told -> told.getDouble("requests")));
            figures.accept(figure("search_box_ms", "ms", "", PROCESSOR, seen, told -> told.getDouble("box")));
            figures.accept(figure("usable_ms", "ms", "<= 1000", PROCESSOR, seen, told -> told.getDouble("rows")));
            figures.accept(figure("layout_shift", "", "<= 0.01", FETCHED, seen, told -> told.getDouble("shift")));
        }
    }

    private static JsonObject visit(Chromium browser, String url) throws IOException, InterruptedException {
        browser.send("Page.navigate", new JsonObject().put("url", "about:blank"));
        browser.send("Network.clearBrowserCache", new JsonObject());
        browser.send("Page.navigate", new JsonObject().put("url", url));
        Waiting.until(
                PATIENCE,
                "the rows of " + url,
                () -> Boolean.TRUE.equals(
                        browser.ask("document.readyState === 'complete' && Boolean(window.seen?.rows)")));
        return (JsonObject) browser.ask(TOLD);
    }

    private static Figure figure(
            String figure,
            String unit,
            String aim,
            String boundBy,
            List<JsonObject> seen,
            ToDoubleFunction<JsonObject> value) {
        return new Figure(
                NAME,
                figure,
                new Percentiles(seen.stream().mapToDouble(value).toArray()).at(0.5),
                unit,
                aim,
                Optional.empty(),
                seen.size(),
                0,
                boundBy);
    }
}
