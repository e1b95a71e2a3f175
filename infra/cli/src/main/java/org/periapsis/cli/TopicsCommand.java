package org.periapsis.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the topics that a deployment must create. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Prints the topics to create for a deployment, as kafka-topics.sh takes them.",
        footer = {"", "Example: periapsis topics --print --site esac --site jive"})
final class TopicsCommand implements Callable<Integer> {
    @Option(names = "--print", description = "Prints them; nothing is created.")
    private boolean print;

    @Option(names = "--site", paramLabel = "SITE", description = "A site; may be repeated (default: esac, jive, skao).")
    private List<String> sites = new ArrayList<>(List.of("esac", "jive", "skao"));

    @Option(names = "--prefix", defaultValue = "", description = "Put before every name.")
    private String prefix;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!print) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "say --print: nothing else can be done with topics");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Topic topic : Topic.values()) {
            List<String> owners = topic.scope() == Topic.Scope.SITE ? sites : List.of("");
            for (String site : owners) {
                line(out, topic, topic.name(prefix, site));
            }
        }
        for (ReaderGroup group : ReaderGroup.values()) {
            out.println("# group " + group.id(prefix, "<site>") + " reads " + group.reads());
        }
        out.flush();
        return 0;
    }

    private static void line(PrintWriter out, Topic topic, String name) {
        StringBuilder line = new StringBuilder("--create --topic " + name + " --partitions " + topic.partitions());
        topic.kept()
                .kafkaConfig()
                .forEach((key, value) ->
                        line.append(" --config ").append(key).append('=').append(value));
        out.println(line);
    }
}
