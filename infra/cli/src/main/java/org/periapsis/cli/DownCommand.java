package org.periapsis.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.periapsis.local.stack.LeftRuns;
import org.periapsis.local.stack.StackDirectory;
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
                "Ends the sessions and tasks on this machine, those too that a stopped platform has left, and stops the"
                        + " platform. Everything in its directory is kept; jobs go on at the next up.",
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
            return ofNoStack();
        }
        endRuns(state);
        ProcessHandle process = state.process().orElse(null);
        if (process != null && !ended(process)) {
            spec.commandLine().getErr().println("periapsis: it did not stop within " + STOP_SECONDS + " s; ending it");
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
        endLeft();
        spec.commandLine().getOut().println("Stopped. " + options.directory().root() + " keeps everything.");
        return 0;
    }

    /** What runs goes on for a while after a stack that was stopped by a signal, or killed. */
    private int ofNoStack() throws IOException {
        return endLeft() == 0 ? options.nothingRuns(spec.commandLine()) : 0;
    }

    /** @return how many sessions and tasks there were that no stack had */
    private int endLeft() throws IOException {
        StackDirectory directory = options.directory();
        if (!Files.isDirectory(directory.root())) {
            return 0;
        }
        FileChannel held;
        try {
            held = directory.lock().channel();
        } catch (StackDirectory.InUse another) {
            throw new IOException(
                    "another process starts or ends a stack in " + directory.root()
                            + ": ask again when `periapsis status` shows it",
                    another);
        }
        try {
            return end(LeftRuns.in(directory), directory);
        } finally {
            held.close();
        }
    }

    private int end(LeftRuns left, StackDirectory directory) throws IOException {
        if (left.count() > 0) {
            say("Ending " + runs(left.count()) + " that went on without a stack in " + directory.root() + ".");
            int stubborn = left.end(Duration.ofSeconds(STOP_SECONDS));
            if (stubborn > 0) {
                throw new IOException(
                        runs(stubborn) + " in " + directory.root() + " did not end within " + STOP_SECONDS + " s");
            }
            say("Ended.");
        }
        return left.count();
    }

    private static String runs(int count) {
        return count + (count == 1 ? " session or task" : " sessions and tasks");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    /** Says first what ends. A stack that does not answer is stopped all the same. */
    private void endRuns(StackState state) throws InterruptedException {
        try {
            int runs = runs(state, "GET").getInteger("runs");
            if (runs > 0) {
                say("Ending " + runs(runs) + " first.");
                runs(state, "DELETE");
            }
        } catch (IOException | DecodeException e) {
            spec.commandLine()
                    .getErr()
                    .println("periapsis: it does not answer, so what runs is ended after it: " + e.getMessage());
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
