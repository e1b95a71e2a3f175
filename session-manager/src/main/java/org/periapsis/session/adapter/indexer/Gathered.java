package org.periapsis.session.adapter.indexer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Selected;

/**
 * What was found of a selection so far. Its manifest has a bound in bytes, which holds for who only asks where products are too:
 * what cannot be started is not promised. One page is added after the other, on whatever thread.
 */
final class Gathered {
    private final String field;
    private final boolean lines;
    private final long most;
    private final List<Selected> selected = new ArrayList<>();
    /** The same few lists stand in all products. */
    private final Map<List<String>, List<String>> holders = new HashMap<>();

    private long bytes;

    /**
     * @param field that selects
     * @param lines whether the manifest's lines are kept
     * @param most bytes of a manifest
     */
    Gathered(String field, boolean lines, long most) {
        this.field = field;
        this.lines = lines;
        this.most = most;
    }

    /** @throws RequestRefused when it comes to more than a manifest has */
    void add(JsonObject json) {
        ManifestEntry entry = entry(json);
        String line = entry.toLine();
        bytes += Buffer.buffer(line).length() + 1;
        if (bytes > most) {
            throw tooMuch();
        }
        // They are sorted, see below.
        List<String> sites = List.copyOf(entry.replicas().stream()
                .map(ManifestEntry.Replica::site)
                .distinct()
                .toList());
        selected.add(new Selected(
                entry.productId(), entry.size(), holders.computeIfAbsent(sites, same -> same), lines ? line : ""));
    }

    int count() {
        return selected.size();
    }

    List<Selected> selected() {
        return List.copyOf(selected);
    }

    RequestRefused tooMuch() {
        return RequestRefused.tooLarge(
                field, "What a run is told of these products comes to more than " + (most >> 20) + " MiB");
    }

    private static ManifestEntry entry(JsonObject json) {
        List<ManifestEntry.Replica> replicas = json.getJsonArray("replicas").stream()
                .map(JsonObject.class::cast)
                // A path on a site's file system is no object that an agent could fetch from here.
                .filter(replica -> !replica.getJsonArray("objects").isEmpty())
                .map(replica -> new ManifestEntry.Replica(
                        replica.getString("site"),
                        replica.getJsonArray("objects").stream()
                                .map(JsonObject.class::cast)
                                .map(Gathered::object)
                                .toList()))
                .sorted(Comparator.comparing(ManifestEntry.Replica::site))
                .toList();
        return new ManifestEntry(
                json.getString("id"),
                json.getInteger("revision"),
                json.getLong("bytes"),
                replicas,
                json.getJsonObject("obscore").getMap(),
                Optional.ofNullable(json.getString("granted")));
    }

    private static ManifestEntry.ObjectRef object(JsonObject json) {
        return new ManifestEntry.ObjectRef(
                json.getString("bucket"),
                json.getString("key"),
                json.getLong("size"),
                json.getString("sha256"),
                json.getString("name"));
    }
}
