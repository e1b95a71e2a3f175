package org.periapsis.client.job;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.periapsis.client.Ids;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Progress;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Pause;

/** The caller's jobs at the server. */
final class Jobs {
    static final String PATH = "/api/jobs";
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    private final Api api;

    Jobs(Api api) {
        this.api = api;
    }

    /** @param beginning of its id, or all of it */
    String id(String beginning) throws IOException {
        return Ids.complete(api, PATH, beginning);
    }

    Json read(String id) throws IOException {
        return api.get(PATH + "/" + id);
    }

    static boolean succeeded(Json job) {
        return job.text("state").orElse("").equals("SUCCEEDED");
    }

    /** Follows a job until it is over. What waits, and why, is said once. */
    Json untilOver(String id, String position, Screen screen) throws IOException {
        try (Progress progress = new Progress(screen)) {
            Json job = api.get(PATH + "/" + id, position);
            String said = "";
            Pause pause = new Pause();
            while (!OVER.contains(job.text("state").orElse(""))) {
                long done = job.whole("tasks_succeeded") + job.whole("tasks_failed");
                progress.at(state(job), done, job.whole("tasks"), done + " of " + job.whole("tasks") + " tasks");
                String waiting = waiting(job);
                if (!waiting.isEmpty() && !waiting.equals(said)) {
                    progress.clear();
                    screen.note("waiting: " + waiting);
                }
                said = waiting;
                pause.take();
                job = read(id);
            }
            return job;
        }
    }

    /** Waits until a job is over and a product can be found for each of its tasks that succeeded, as far as is counted. */
    void untilFound(String id, Screen screen) throws IOException {
        long made = untilOver(id, "", screen).whole("tasks_succeeded");
        try (Progress progress = new Progress(screen)) {
            Pause pause = new Pause();
            Json found = found(id);
            while (found.is("exact") && found.whole("count") < made) {
                progress.at("outputs", found.whole("count"), made, found.whole("count") + " of " + made + " found");
                pause.take();
                found = found(id);
            }
        }
    }

    private Json found(String id) throws IOException {
        return api.get("/api/products?total=true&limit=1&job_id=" + id).at("total");
    }

    /** Says how a job ended. */
    static void tell(Json job, Screen screen) {
        List<String> sites = job.list("sites").stream()
                .map(site -> site.text("site").orElse(""))
                .toList();
        long failed = job.whole("tasks_failed");
        screen.note(state(job) + ": " + Amounts.count(job.whole("tasks_succeeded"), "task", "tasks")
                + (failed > 0 ? " (" + failed + " more failed)" : "") + " at " + String.join(", ", sites) + "; "
                + Amounts.bytes(job.whole("local_bytes")) + " read in place, "
                + Amounts.bytes(job.whole("moved_bytes")) + " brought");
        job.text("reason").ifPresent(reason -> screen.note("reason: " + reason));
        for (Json failure : job.list("failures")) {
            screen.note("run " + failure.text("run").orElse("?") + " at "
                    + failure.text("site").orElse("?") + ": "
                    + failure.text("reason").orElse("no reason is known"));
        }
    }

    private static String state(Json job) {
        return job.text("state").orElse("").toLowerCase(Locale.ROOT);
    }

    private static String waiting(Json job) {
        return String.join(
                "; ",
                job.list("shards").stream()
                        .flatMap(shard -> shard.at("waiting").text("message").stream())
                        .distinct()
                        .toList());
    }
}
