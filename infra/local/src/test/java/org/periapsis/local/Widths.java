package org.periapsis.local;

import java.util.stream.Stream;

/** The widths that pages are looked at in: one of them in every build, both in the long one. */
final class Widths {
    private Widths() {}

    /** For what is done, which a desk shows more of. */
    static Stream<Integer> deskFirst() {
        return widths(Browser.WIDE, Browser.NARROW);
    }

    /** For how it looks, which a telephone strains more. */
    static Stream<Integer> telephoneFirst() {
        return widths(Browser.NARROW, Browser.WIDE);
    }

    private static Stream<Integer> widths(int always, int then) {
        // Given on the command line by `./periapsis test --full`, without "full" in it.
        return System.getProperty("test.excluded", "full").contains("full")
                ? Stream.of(always)
                : Stream.of(always, then);
    }
}
