package org.periapsis.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends what runs on the local stack, and stops it in order. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description =
                "Ends the sessions and tasks on this machine and stops the platform. Everything in its directory is"
                        + " kept; jobs go on at the next up.",
        footer = {"", "Example: periapsis down --dir /data/periapsis"})
final class DownCommand implements Callable<Integer> {
    private static final long STOP_SECONDS = 60;

    @Mixin
    private StackOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StackState state = options.running();
        if (state == null) {
            return options.nothingRuns(spec.commandLine());
        }
        endRuns(state);
        ProcessHandle process = state.process().orElse(null);
        if (process != null && !ended(process)) {
            spec.commandLine().getErr().println("periapsis: it did not stop within " + STOP_SECONDS + " s; ending it");
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        spec.commandLine().getOut().println("Stopped. " + options.directory().root() + " keeps everything.");
        return 0;
    }

    /** Says first what ends. A stack that does not answer is stopped all the same. */
    private void endRuns(StackState state) throws InterruptedException {
        try {
            int runs = runs(state, "GET").getInteger("runs");
            if (runs > 0) {
                spec.commandLine()
                        .getOut()
                        .println("Ending " + runs + (runs == 1 ? " session or task" : " sessions and tasks")
                                + " first.");
                spec.commandLine().getOut().flush();
                runs(state, "DELETE");
            }
        } catch (IOException | DecodeException e) {
            spec.commandLine()
                    .getErr()
                    .println("periapsis: it does not answer, so what runs goes on for a while: " + e.getMessage());
        }
    }

    private static JsonObject runs(StackState state, String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(state.addresses().getString("status") + "/runs"))
                .timeout(Duration.ofSeconds(STOP_SECONDS))
                .header("Authorization", "Bearer " + state.linkSecret())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(method + " /runs is answered " + answer.statusCode());
        }
        return new JsonObject(answer.body());
    }

    private static boolean ended(ProcessHandle process) throws Exception {
        process.destroy();
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
