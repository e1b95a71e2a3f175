package org.periapsis.portal.domain;

import java.util.Optional;
import java.util.Set;

/**
 * What a browser says about why it asks (W3C Fetch Metadata). Programs and old browsers say nothing.
 *
 * @param site Sec-Fetch-Site
 * @param mode Sec-Fetch-Mode
 * @param dest Sec-Fetch-Dest
 * @param purpose Sec-Purpose
 */
public record FetchMetadata(
        Optional<String> site, Optional<String> mode, Optional<String> dest, Optional<String> purpose) {
    private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object", "fencedframe");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    /** True when somebody goes to a page: by a link, an address, a form. */
    public boolean navigates() {
        return mode.filter("navigate"::equals).isPresent();
    }

    /** True when somebody goes to a page that fills the window. */
    public boolean leads() {
        return navigates() && !frames();
    }

    /** True when the answer is to stand within another page. */
    public boolean frames() {
        return dest.filter(FRAMES::contains).isPresent();
    }

    /** True when a page of another origin asks, be it a neighbour's. */
    public boolean foreign() {
        return site.filter(from -> !OWN.contains(from)).isPresent();
    }

    /** True when no page leads there: a person has typed it, or another program has handed it over. */
    public boolean typed() {
        return site.filter("none"::equals).isPresent();
    }

    /** True when nobody has asked for it yet. */
    public boolean looksAhead() {
        return purpose.isPresent();
    }
}
