package org.periapsis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.periapsis.embedded.kafka.TopicSpec;
import org.periapsis.embedded.stack.LogAccess;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a deployment must create in Kafka before its services start: they need no right to create anything. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description =
                "The topics of a deployment, and with --acls the rights of each service's user: printed as kafka-topics.sh and"
                        + " kafka-acls.sh take them, a line each, or created.",
        footer = {
            "",
            "Example: periapsis topics --print --site esac --site jive --replicas 3 | while read line;",
            "           do kafka-topics.sh --bootstrap-server $KAFKA $line; done",
            "         periapsis topics --print --acls --site esac --site jive | grep '^--add' | while read line;",
            "           do kafka-acls.sh --bootstrap-server $KAFKA $line; done"
        })
final class TopicsCommand implements Callable<Integer> {
    static final List<String> SITES = List.of("esac", "jive", "skao");

    private static final Pattern SITE = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    @Option(names = "--print", description = "Prints them; nothing is created.")
    private boolean print;

    @Option(
            names = "--apply",
            paramLabel = "FILE",
            description = "Creates what is missing, with an administrator's client properties.")
    private Path apply;

    @Option(names = "--acls", description = "The rights too: what is not granted stays refused.")
    private boolean acls;

    @Option(
            names = "--users",
            paramLabel = "DIR",
            description =
                    "With --apply: the accounts too, as SCRAM users with the passwords that `prepare` wrote there.")
    private Path users;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description =
                    "A site; may be repeated (default: those that --users was prepared for, else esac, jive, skao).")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--prefix",
            defaultValue = "",
            description = "Put before every name, as kafka.prefix of the services.")
    private String prefix;

    @Option(
            names = "--replicas",
            defaultValue = "1",
            description = "Copies of each record (default: ${DEFAULT-VALUE}).")
    private short replicas;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (print == (apply != null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "say --print or --apply FILE");
        }
        if (replicas < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--replicas is less than 1: " + replicas);
        }
        sites.forEach(site -> check(site, spec));
        LogAccess access = new LogAccess(sites(), prefix);
        PrintWriter out = spec.commandLine().getOut();
        if (print) {
            access.topics().forEach(topic -> out.println(line(topic)));
            if (acls) {
                access.acls().forEach(acl -> out.println(line(acl)));
            }
        } else {
            apply(access, out);
        }
        out.flush();
        return 0;
    }

    /** @throws CommandLine.ParameterException when it is no site's id, see site.id of the agents */
    static void check(String site, CommandSpec spec) {
        if (!SITE.matcher(site).matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--site is lower case letters, digits and '-', a letter first: " + site);
        }
    }

    private List<String> sites() throws IOException {
        List<String> prepared =
                users == null || !sites.isEmpty() ? sites : Prepared.in(users).sites();
        return prepared.isEmpty() ? SITES : prepared;
    }

    private void apply(LogAccess access, PrintWriter out) throws IOException {
        try (TopicsApply kafka = new TopicsApply(apply)) {
            int created = kafka.topics(access.topics().stream()
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), replicas).configs(config(topic)))
                    .toList());
            out.println(created + " topics created, " + (access.topics().size() - created) + " were there");
            int kept = kafka.keepFacts(access.topics());
            if (kept > 0) {
                out.println(kept + " dead-letter topics are kept as long as their topics from now on");
            }
            if (users != null) {
                out.println(kafka.users(users.resolve("secrets").resolve("kafka")) + " users have their passwords");
            }
            if (acls) {
                kafka.grant(access.acls());
                out.println(access.acls().size() + " rights granted");
            }
        }
    }

    private Map<String, String> config(TopicSpec topic) {
        Map<String, String> config = new TreeMap<>(topic.config());
        if (replicas > 2) {
            // A record that one broker alone has is not acknowledged.
            config.put("min.insync.replicas", "2");
        }
        return config;
    }

    private String line(TopicSpec topic) {
        StringBuilder line = new StringBuilder("--create --if-not-exists --topic " + topic.name() + " --partitions "
                + topic.partitions() + " --replication-factor " + replicas);
        config(topic)
                .forEach((key, value) ->
                        line.append(" --config ").append(key).append('=').append(value));
        return line.toString();
    }

    private static String line(AclBinding acl) {
        ResourcePattern on = acl.pattern();
        String resource =
                switch (on.resourceType()) {
                    case TOPIC -> "--topic";
                    case GROUP -> "--group";
                    case TRANSACTIONAL_ID -> "--transactional-id";
                    default -> throw new IllegalStateException("no service needs a right on a " + on.resourceType());
                };
        String name = acl.entry().operation().name();
        return "--add --force --allow-principal " + acl.entry().principal() + " --operation "
                + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + ' ' + resource + ' '
                + on.name() + (on.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }
}
