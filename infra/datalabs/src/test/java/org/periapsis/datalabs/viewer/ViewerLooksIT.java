package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of page, wide and narrow, light and dark: a picture, nothing serious for axe-core, nothing wider than its window. */
class ViewerLooksIT {
    @TempDir
    private static Path folder;

    private static Stand stand;

    /** A page and the part that shows that it is there. */
    enum Look {
        IMAGE(Stand.CENTRE_K, "&catalogue=9.1", "catalogued"),
        ZOOMED(Stand.HORSEHEAD, "&colours=inferno&stretch=linear&x=440&y=470&zoom=1.4", "zoom"),
        CUBE(Stand.CUBE, "&sx=52&sy=52", "plot"),
        LIGHT_CURVE(Stand.LIGHT_CURVE, "&unit=1&around=median", "plot-words"),
        TABLE(Stand.LIGHT_CURVE, "&unit=1&tab=table", "rows"),
        HEADER(Stand.CENTRE_K, "&tab=header&word=pix", "cards"),
        NO_CARD(Stand.CENTRE_K, "&tab=header&word=nowhere", "no-card"),
        DAMAGED(Stand.DAMAGED, "", "problem");

        private final int file;
        private final String more;
        private final String part;

        Look(int file, String more, String part) {
            this.file = file;
            this.more = more;
            this.part = part;
        }

        boolean drawn() {
            return this == IMAGE || this == ZOOMED || this == CUBE;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        stand = new Stand(folder);
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @ParameterizedTest
    @EnumSource
    void isReadableByAllAtEachWidth(Look look) throws IOException {
        Browser browser = stand.browser;
        for (int width : List.of(Browser.WIDE, Browser.NARROW)) {
            browser.width(width);
            stand.open(look.file, look.more);
            browser.until(() -> !browser.text(look.part).isBlank()
                    || browser.find(look.part).getDomAttribute("aria-label") != null);
            if (look.drawn()) {
                browser.drawn();
            }
            // Who turns to the dark while the page is open sees the same.
            for (boolean dark : List.of(false, true)) {
                String name = look.name().toLowerCase(Locale.ROOT) + "-" + width + (dark ? "-dark" : "");
                browser.dark(dark);
                browser.frames();
                browser.shot(name);
                assertThat(browser.faults()).as(name).isEmpty();
                assertThat(browser.script("return document.documentElement.scrollWidth - innerWidth"))
                        .as(name + " is wider than its window")
                        .isEqualTo(0L);
            }
        }
    }
}
