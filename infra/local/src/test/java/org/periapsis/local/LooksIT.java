package org.periapsis.local;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page with something in it and with nothing, before its answers are there and when none come: light and dark, on a desk and
 * on a telephone. What FlowIT and PageIT reach by doing something is looked at there.
 */
@ParameterizedClass(name = "{0} px wide")
@MethodSource("org.periapsis.local.Widths#telephoneFirst")
class LooksIT {
    private static final String H_BAND = "ivo%3A%2F%2Fskao-sky%2F2MASS%3F2mass-galactic-center-h.fits";
    private static final List<String> SERVICES =
            List.of("indexer", "ingest-esac", "ingest-jive", "ingest-skao", "notifier", "scheduler", "session-manager");

    private static Stand stand;
    private static Browser browser;

    @Parameter
    int width;

    @BeforeAll
    static void start() throws Exception {
        stand = Stand.start("looks");
        browser = stand.browser();
        stand.showSamples();
    }

    @AfterAll
    static void stop() throws IOException {
        stand.close();
    }

    @BeforeEach
    void signedIn() throws IOException {
        browser.size(width);
        browser.dark(false);
        browser.open(stand.link("reader", List.of("user")));
        browser.await("document.querySelector('.who')");
    }

    @ParameterizedTest
    @CsvSource({
        "find, /find, [data-testid=result-row]",
        "found, /find?q=266.40+-28.94&radius=0.2, [data-testid=result-row]",
        "product, /products/" + H_BAND + ", .citation",
        "sites, /sites, [data-testid=site-card]",
        "site, /sites/skao, '.two table'",
        "connect, /connect, [data-testid=device-code]",
        "sign-ins, /sign-ins, [data-testid=grant]",
        "connect-question, /connect?code=ABCD-EFGH, [data-testid=device-question]",
        "sign-in, /sign-in, [data-testid=signed-in]",
    })
    void withWhatThereIs(String name, String path, String ready) throws IOException {
        browser.open(path);
        browser.see(ready);
        browser.look(name);
    }

    @ParameterizedTest
    @CsvSource({
        "find-nothing, /find?q=nonesuch, .note.empty",
        "find-wrong, /find?q=83+95, [data-testid=problem]",
        "product-none, /products/nonesuch, .note.empty",
        "basket-empty, /basket, .note.empty",
        "launch-nothing, /launch, [data-testid=preview-hint]",
        "running-empty, /running, .note.empty",
        "running-none, /running/nonesuch, .note.empty",
        "site-none, /sites/nonesuch, .note.empty",
        "about-nothing, /about/nonesuch, .note.empty",
        "lost, /nonesuch/page, [data-testid=lost]",
    })
    void withNothing(String name, String path, String ready) throws IOException {
        browser.open(path);
        browser.see(ready);
        browser.look(name);
    }

    @ParameterizedTest
    @CsvSource({
        "sign-in-anonymous, /sign-in, [data-testid=sign-in-note]",
        "basket-anonymous, /basket, .note.empty",
        "running-anonymous, /running, [data-testid=sign-in-note]",
        "sites-anonymous, /sites, [data-testid=sign-in-note]",
        "site-anonymous, /sites/skao, [data-testid=sign-in-note]",
        "events-anonymous, /events, '.events, .note'",
        "connect-anonymous, /connect, [data-testid=sign-in-note]",
        "sign-ins-anonymous, /sign-ins, [data-testid=sign-in-note]",
    })
    void forSomebodyWhoIsNotSignedIn(String name, String path, String ready) throws IOException {
        browser.ask("return fetch('/auth/logout', {method: 'POST'}).then(() => true)");
        browser.open(path);
        browser.see(ready);
        browser.look(name);
    }

    @ParameterizedTest
    @CsvSource({
        "find, /find?q=M51",
        "product, /products/" + H_BAND,
        "launch, /launch?id=" + H_BAND,
        "running, /running",
        "running-one, /running/0199a000-0000-7000-8000-000000000000",
        "sites, /sites",
        "site, /sites/skao",
        "events, /events",
        "about, /about/" + H_BAND,
    })
    void whileTheAnswersAreAwaited(String name, String path) throws IOException {
        browser.open("/connect");
        browser.one("device-code");
        browser.hold();
        try {
            browser.follow(path);
            browser.see("main [role=status]");
            browser.look(name + "-busy");
        } finally {
            browser.release();
        }
    }

    /** The basket itself is fetched with the application, so it is late only when that is just opened. */
    @Test
    void whileTheBasketIsAwaited() throws IOException {
        browser.open("/find?obs_collection=2MASS");
        browser.awaitCount("result-row", 3);
        browser.one("add-all").click();
        browser.awaitText("basket-count", "3");
        browser.hold();
        try {
            browser.follow("/basket");
            browser.see("main [role=status]");
            browser.look("basket-busy");
        } finally {
            browser.release();
        }
        browser.awaitCount("basket-row", 3);
        browser.one("basket-empty").click();
        browser.see("dialog button.main, dialog button.danger").click();
        browser.see("main .note.empty");
    }

    @Test
    void whenNoServiceAnswers() throws IOException {
        for (String service : SERVICES) {
            stand.stack().stop(service);
        }
        try {
            for (String[] view : new String[][] {
                {"find", "/find"},
                {"product", "/products/" + H_BAND},
                {"launch", "/launch?id=" + H_BAND},
                {"running", "/running"},
                {"running-one", "/running/0199a000-0000-7000-8000-000000000000"},
                {"sites", "/sites"},
                {"site", "/sites/skao"},
                {"about", "/about/" + H_BAND},
            }) {
                browser.open(view[1]);
                browser.see("main [data-testid=problem]");
                browser.reads("[data-testid=banner]", "services are down since");
                browser.look(view[0] + "-failed");
            }
            browser.open("/events");
            browser.reads("main", "not open");
            browser.look("events-failed");
        } finally {
            for (String service : SERVICES) {
                stand.stack().start(service);
            }
        }
        browser.await("document.querySelector('[data-testid=banner]').innerText === ''");
    }
}
