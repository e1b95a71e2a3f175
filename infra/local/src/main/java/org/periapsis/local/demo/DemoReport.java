package org.periapsis.local.demo;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What the demo found. {@code ok} only while nothing has failed. */
public final class DemoReport {
    private final JsonObject figures = new JsonObject();
    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void put(String key, Object value) {
        figures.put(key, value);
    }

    /** @return seconds since the step began */
    double step(String name, long began, String text) {
        double seconds = Math.round((System.nanoTime() - began) / 1e6) / 1e3;
        lines.add(String.format("%-14s %8.3f s  %s", name, seconds, text));
        return seconds;
    }

    void check(String name, boolean held, String otherwise) {
        if (!held) {
            fail(name, otherwise);
        }
    }

    void fail(String name, String why) {
        failures.add(name + ": " + why);
    }

    /** Notes how many processes of runs were left at the end. */
    public void orphans(int count) {
        put("orphans", count);
        check("no orphans", count == 0, count + " processes of runs are left");
    }

    public boolean ok() {
        return failures.isEmpty();
    }

    public JsonObject json() {
        JsonObject json = figures.copy().put("ok", ok());
        if (!ok()) {
            json.put("failures", failures);
        }
        return json;
    }

    public String text() {
        List<String> all = new ArrayList<>(lines);
        failures.forEach(failure -> all.add("FAILED         " + failure));
        all.add(ok() ? "Everything held." : failures.size() + " checks failed.");
        return String.join(System.lineSeparator(), all);
    }
}
