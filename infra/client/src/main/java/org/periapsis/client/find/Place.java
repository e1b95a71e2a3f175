package org.periapsis.client.find;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Screen;
import org.periapsis.client.sky.Angle;
import org.periapsis.client.sky.Position;

/** Where to search: a name, or a position with a radius. A name's position is that of the catalogue's own products. */
final class Place {
    private static final Angle USUAL = new Angle(10 / 60.0);

    private final String text;
    private final Optional<Angle> radius;
    private final boolean footprint;

    /**
     * @param text a name or a position; empty for the whole sky
     * @param footprint whether a product counts whose footprint meets the circle, not only one whose centre is in it
     */
    Place(String text, Optional<Angle> radius, boolean footprint) {
        this.text = text;
        this.radius = radius;
        this.footprint = footprint;
    }

    /** @return the query string's parts, encoded */
    List<String> parts(Api api, Screen screen) throws IOException {
        List<String> parts = new ArrayList<>();
        if (text.isEmpty()) {
            return parts;
        }
        Optional<Position> position = Position.parse(text);
        if (position.isEmpty() && radius.isEmpty() && !footprint) {
            SearchFilters.part(parts, "q", text);
            return parts;
        }
        circle(parts, position.isPresent() ? position.get() : named(api, screen), radius.orElse(USUAL));
        return parts;
    }

    private void circle(List<String> parts, Position centre, Angle within) {
        if (footprint) {
            SearchFilters.part(
                    parts,
                    "intersects",
                    String.format(Locale.ROOT, "CIRCLE %s %s %s", centre.ra(), centre.dec(), within.degrees()));
        } else {
            parts.add("ra=" + centre.ra());
            parts.add("dec=" + centre.dec());
            parts.add("radius=" + within.degrees());
        }
    }

    /** Of several products with this target the smallest field tells best where it is. */
    private Position named(Api api, Screen screen) throws IOException {
        Json page = api.get("/api/products?limit=1000&q=" + Api.encode(text));
        Json best = page.list("products").stream()
                .filter(product -> product.number("s_ra").isPresent()
                        && product.text("target_name").filter(this::same).isPresent())
                .min(Comparator.comparingDouble((Json product) ->
                                product.number("s_fov").map(Number::doubleValue).orElse(360.0))
                        .thenComparing(
                                product -> product.text("obs_publisher_did").orElse("")))
                .orElseThrow(() -> new IOException("No product here has the target " + text
                        + ", so its position is not known: give a position, such as \"13:29:52.7 +47:11:43\""));
        Position position = new Position(
                best.number("s_ra").orElseThrow().doubleValue(),
                best.number("s_dec").orElseThrow().doubleValue());
        screen.note(text + " is at " + position + " by "
                + best.text("obs_publisher_did").orElse(""));
        return position;
    }

    private boolean same(String target) {
        return plain(target).equals(plain(text));
    }

    private static String plain(String name) {
        return name.replaceAll("[\\s_-]+", "").toLowerCase(Locale.ROOT);
    }
}
