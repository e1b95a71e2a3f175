package org.periapsis.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * One figure of a benchmark.
 *
 * @param value NaN where there was nothing to compare with
 * @param aim what it should be, such as {@code >= 2000}
 * @param peer what it is compared with in the same run, and the peer's value
 * @param n size of the run
 * @param seed of what was drawn at random; 0 where nothing was
 * @param boundBy what limits it, in words
 */
public record Figure(
        String bench,
        String figure,
        double value,
        String unit,
        String aim,
        Optional<Peer> peer,
        long n,
        long seed,
        String boundBy) {
    /** What a figure is compared with. */
    public record Peer(String name, double value) {}

    public String json() {
        JsonObject json = new JsonObject()
                .put("bench", bench)
                .put("figure", figure)
                // JSON knows no NaN: what was not compared has no value.
                .put("value", Double.isNaN(value) ? null : value)
                .put("unit", unit)
                .put("aim", aim)
                .put("peer", peer.map(Peer::name).orElse(null))
                .put("peer_value", peer.map(Peer::value).orElse(null))
                .put("n", n)
                .put("seed", seed)
                .put("bound_by", boundBy);
        return json.encode();
    }

    public String text() {
        return String.format(
                Locale.ROOT,
                "%-10s %-26s %12.3f %-12s aim %-12s %s%n           bound by: %s",
                bench,
                figure,
                value,
                unit,
                aim,
                peer.map(p -> String.format(Locale.ROOT, "beside %s: %.3f", p.name(), p.value()))
                        .orElse(""),
                boundBy);
    }
}
