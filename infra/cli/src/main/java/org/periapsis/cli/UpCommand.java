package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.periapsis.local.client.AskedAgain;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the whole platform on this machine. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the whole platform on this machine: three sites, Kafka, PostgreSQL, S3, registry and all"
                + " services in one process, with sample products. Ends on Ctrl-C.",
        footer = {"", "Example: periapsis up --detach --dir /data/periapsis --port 7080"})
final class UpCommand implements Callable<Integer> {
    private static final Duration READY = Duration.ofMinutes(3);
    /** Until one that is ready or not has said so. */
    private static final Duration START = READY.plusMinutes(3);
    /** One that is killed is gone in moments, one that stops in order takes its time. */
    private static final Duration ENDING = Duration.ofSeconds(90);

    /** For the link. */
    private static final Duration GREETING = Duration.ofSeconds(30);

    private static final long PAUSE_MS = 250;

    @Mixin
    private StackOptions options;

    @Option(names = "--detach", description = "Goes on in the background once the platform is ready.")
    private boolean detach;

    @Option(names = "--no-samples", description = "Starts without the sample products.")
    private boolean withoutSamples;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Kafka's port (default: any free one).")
    private int kafkaPort;

    @Option(
            names = "--postgres-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "PostgreSQL's port (default: any free one).")
    private int postgresPort;

    @Option(
            names = "--s3-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "The S3 store's port (default: any free one).")
    private int objectPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "The registry's port (default: any free one).")
    private int registryPort;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!detach) {
            // Before the first logger is made, which reads it: looking for a running stack makes one.
            Path log = options.directory().logs().resolve("periapsis.log");
            System.setProperty("periapsis.log", log.toString());
        }
        return runs() ? 0 : detach ? detached() : attached();
    }

    /** Shows the one that runs there. One that does not answer starts or ends: whichever it is waited for. */
    private boolean runs() throws IOException, InterruptedException {
        boolean told = false;
        long end = System.nanoTime() + ENDING.toNanos();
        for (StackState running = options.running(); running != null; running = options.running()) {
            Optional<JsonObject> answer = StackAnswer.of(running);
            if (answer.isPresent()) {
                say("a stack runs in " + options.directory().root() + " already");
                String missing = StackAnswer.missing(answer.get());
                if (!missing.isEmpty()) {
                    say("not ready yet: " + missing);
                }
                greet(running);
                return true;
            }
            if (System.nanoTime() > end) {
                throw new IOException("process " + running.pid() + " in "
                        + options.directory().root() + " neither answers nor ends: `periapsis down` ends it");
            }
            if (!told) {
                say("process " + running.pid() + " of the stack there does not answer; waiting for its end");
                told = true;
            }
            Thread.sleep(PAUSE_MS);
        }
        return false;
    }

    /** Of another's start or end. */
    private Turn turn() {
        return new Turn(options.directory(), START, this::say);
    }

    /** @return empty when another process has started one meanwhile */
    private Optional<LocalStack> started() throws Exception {
        return turn().when(
                        () -> LocalStack.start(
                                options.directory(),
                                new StackPorts(options.port(), kafkaPort, postgresPort, objectPort, registryPort),
                                this::report),
                        this::there);
    }

    /** @throws StackDirectory.InUse by one that is well, at another port than was asked for: it is not going to end */
    private boolean there() throws IOException, InterruptedException, StackDirectory.InUse {
        if (runs()) {
            return true;
        }
        if (StackState.read(options.directory()).flatMap(StackAnswer::of).isPresent()) {
            throw new StackDirectory.InUse(options.directory());
        }
        return false;
    }

    private int attached() throws Exception {
        long began = System.nanoTime();
        CompletableFuture<Optional<Throwable>> over = new CompletableFuture<>();
        Optional<LocalStack> mine = started();
        if (mine.isEmpty()) {
            return 0;
        }
        LocalStack stack = mine.get();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, over), "shutdown"));
        stack.failed().thenAccept(cause -> over.complete(Optional.of(cause)));
        StackState state = stack.state();
        Optional<String> missing = stack.awaitReady(READY, this::report);
        if (!withoutSamples) {
            Optional<String> lacking = lacking(() -> new SampleLoader(state, this::report).load());
            missing = stack.awaitReady(READY, this::report).or(() -> lacking);
        }
        String after = String.format("ready after %.1f s", (System.nanoTime() - began) / 1e9);
        say(missing.map(why -> "NOT " + after + ": " + why).orElse(after));
        greet(state);
        Optional<Throwable> cause = over.get();
        cause.ifPresent(failure -> say("a part failed for good: " + failure.getMessage()));
        return cause.isPresent() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    /** Brings the samples. A platform that runs goes on without them. */
    static Optional<String> lacking(AskedAgain.Question<?> samples) {
        try {
            samples.ask();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("not all samples are there (" + e.getMessage() + "); the next up brings them");
        }
    }

    private void stop(LocalStack stack, CompletableFuture<Optional<Throwable>> over) {
        int runs = stack.runs();
        say("stopping" + (runs == 0 ? "" : "; " + runs + " sessions and tasks go on and wait for the next up"));
        stack.leave();
        say("stopped");
        over.complete(Optional.empty());
    }

    private int detached() throws Exception {
        options.directory().create();
        Optional<FileLock> mine = turn().toStart(this::there);
        if (mine.isEmpty()) {
            return 0;
        }
        FileChannel held = mine.get().channel();
        try {
            return inTheBackground(options.directory());
        } finally {
            held.close();
        }
    }

    private int inTheBackground(StackDirectory directory) throws IOException, InterruptedException {
        Path log = directory.logs().resolve("up.log");
        Process process = new ProcessBuilder(command(directory))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        try (LogTail tail = new LogTail(log, spec.commandLine().getErr())) {
            long end = System.nanoTime() + START.toNanos();
            while (System.nanoTime() < end) {
                tail.copy();
                if (tail.saw("ready after")) {
                    greet(options.running());
                    return tail.saw("NOT ready after") ? 1 : 0;
                }
                if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    tail.copy();
                    // It may have found that another has started one meanwhile.
                    if (process.exitValue() == 0 && runs()) {
                        return 0;
                    }
                    say("the platform did not start; " + log + " has the rest");
                    return 1;
                }
            }
        }
        process.destroy();
        say("the platform was not ready after " + START + "; " + log + " has the rest");
        return 1;
    }

    /** The same command again without --detach, as the JVM was started. */
    private List<String> command(StackDirectory directory) {
        List<String> command = new ArrayList<>();
        // A session of its own: closing the terminal does not end it.
        if (new File("/usr/bin/setsid").canExecute()) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        String classes = System.getProperty("periapsis.classes");
        if (classes != null) {
            command.add("-XX:ArchiveClassesAtExit=" + classes);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeriapsisMain.class.getName(), "up"));
        command.addAll(List.of("--dir", directory.root().toString(), "--port", "" + options.port()));
        command.addAll(List.of("--kafka-port", "" + kafkaPort, "--postgres-port", "" + postgresPort));
        command.addAll(List.of("--s3-port", "" + objectPort, "--registry-port", "" + registryPort));
        if (withoutSamples) {
            command.add("--no-samples");
        }
        return command;
    }

    /** A platform that runs goes on without a link. */
    private void greet(StackState state) {
        String link;
        try {
            link = AskedAgain.within(
                    GREETING, "a sign-in link is asked of " + state.url(), () -> PlatformClient.anonymous(state.url())
                            .link(state.linkSecret(), "astronomer", SampleLoader.roles()));
        } catch (IOException e) {
            say(e.getMessage());
            link = "";
        }
        spec.commandLine().getOut().println("Periapsis:  " + state.url());
        spec.commandLine()
                .getOut()
                .println("Sign in:    "
                        + (link.isEmpty() ? "`periapsis link`" : link + "   (once; `periapsis link` makes another)"));
        spec.commandLine().getOut().flush();
    }

    private void report(String part, String text) {
        say(part + ": " + text);
    }

    private void say(String text) {
        spec.commandLine().getErr().println("periapsis: " + text);
        spec.commandLine().getErr().flush();
    }
}
