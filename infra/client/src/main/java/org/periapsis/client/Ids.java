package org.periapsis.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;

/** Ids as they are given on a command line. */
public final class Ids {
    private static final int WHOLE = 36;
    private static final int LEAST = 4;

    private Ids() {}

    /** @return the ids in their order, each once; where one is {@code -}, the lines of standard input in its place */
    public static List<String> given(List<String> words, Surroundings surroundings) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        for (String word : words) {
            if (!word.equals("-")) {
                ids.add(word);
                continue;
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                // The first column of a table will do.
                String id = line.split("\t", 2)[0].strip();
                if (!id.isEmpty()) {
                    ids.add(id);
                }
            }
        }
        return List.copyOf(ids);
    }

    /**
     * Completes the beginning of a session's or job's id.
     *
     * @param path where they are listed
     */
    public static String complete(Api api, String path, String beginning) throws IOException {
        if (beginning.length() >= WHOLE) {
            return beginning;
        }
        if (beginning.length() < LEAST) {
            throw new IOException("'" + beginning + "' is too short for an id: give its first " + LEAST
                    + " characters, or all of it");
        }
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            Json page = api.get(path + "?limit=500" + after);
            page.list("items").stream()
                    .map(item -> item.text("id").orElse(""))
                    .filter(id -> id.startsWith(beginning))
                    .forEach(found::add);
            after = page.text("next").map(next -> "&after=" + Api.encode(next)).orElse("");
        } while (!after.isEmpty() && found.size() < 2);
        if (found.size() != 1) {
            throw new IOException(
                    found.isEmpty()
                            ? "None begins with " + beginning
                            : "Several begin with " + beginning + ": " + found);
        }
        return found.get(0);
    }
}
