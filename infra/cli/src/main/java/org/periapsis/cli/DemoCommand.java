package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Demo;
import org.periapsis.local.demo.DemoReport;
import org.periapsis.local.demo.LocalEvidence;
import org.periapsis.local.demo.SampleLoader;
import org.periapsis.local.stack.LocalStack;
import org.periapsis.local.stack.Progress;
import org.periapsis.local.stack.StackDirectory;
import org.periapsis.local.stack.StackPorts;
import org.periapsis.local.stack.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the platform's main job and reports what held. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts a platform of its own in a temporary directory, brings genuine products in, runs a notebook and"
                        + " a job beside them, checks every result, and reports. Exit code 0 only if all of it held.",
        footer = {
            "",
            "Example: periapsis demo --json",
            "         periapsis demo --dir ~/.periapsis   (uses the platform that runs there)"
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--dir", paramLabel = "DIR", description = "Uses the platform that runs in this directory.")
    private Path dir;

    @Option(names = "--json", description = "Prints one JSON object; progress goes to the error stream.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Progress progress = (part, text) -> {
            spec.commandLine().getErr().println("periapsis: " + part + ": " + text);
            spec.commandLine().getErr().flush();
        };
        DemoReport report = dir == null ? onItsOwn(progress) : onRunning(progress);
        spec.commandLine().getOut().println(json ? report.json().encode() : report.text());
        spec.commandLine().getOut().flush();
        return report.ok() ? 0 : 1;
    }

    private DemoReport onItsOwn(Progress progress) throws Exception {
        StackDirectory directory = StackDirectory.temporary("periapsis-demo");
        try {
            DemoReport report;
            try (LocalStack stack = LocalStack.start(directory, StackPorts.free(), progress)) {
                report = run(stack.state(), directory, progress);
            }
            report.orphans(new LocalEvidence(directory).orphans());
            return report;
        } finally {
            delete(directory.root());
        }
    }

    private DemoReport onRunning(Progress progress) throws IOException {
        StackDirectory directory = new StackDirectory(dir);
        StackState state = StackState.read(directory)
                .orElseThrow(() ->
                        new IOException("no stack runs in " + directory.root() + ": start it with `periapsis up`"));
        DemoReport report = run(state, directory, progress);
        report.orphans(new LocalEvidence(directory).orphans());
        return report;
    }

    private static DemoReport run(StackState state, StackDirectory directory, Progress progress) throws IOException {
        String link =
                PlatformClient.anonymous(state.url()).link(state.linkSecret(), "astronomer", SampleLoader.roles());
        PlatformClient client = PlatformClient.signedIn(state.url(), link);
        return new Demo(client, new LocalEvidence(directory), progress).run();
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
