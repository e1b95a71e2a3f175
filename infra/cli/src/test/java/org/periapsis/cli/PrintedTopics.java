package org.periapsis.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.periapsis.embedded.kafka.TopicSpec;

/** What an operator makes of what {@code periapsis topics --print --acls} prints: nothing else is known here. */
record PrintedTopics(List<TopicSpec> topics, List<AclBinding> acls) {

    static PrintedTopics of(String... arguments) {
        StringWriter printed = new StringWriter();
        List<String> line = new ArrayList<>(List.of("topics", "--print", "--acls"));
        line.addAll(Arrays.asList(arguments));
        int exit = PeriapsisMain.commandLine()
                .setOut(new PrintWriter(printed, true))
                .execute(line.toArray(String[]::new));
        if (exit != 0) {
            throw new IllegalStateException("topics ended with " + exit);
        }
        List<TopicSpec> topics = new ArrayList<>();
        List<AclBinding> acls = new ArrayList<>();
        printed.toString().lines().forEach(text -> {
            if (text.startsWith("--create")) {
                topics.add(topic(text));
            } else {
                acls.add(acl(text));
            }
        });
        return new PrintedTopics(topics, acls);
    }

    private static TopicSpec topic(String line) {
        List<String> words = List.of(line.split(" "));
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--config")) {
                String[] pair = words.get(i + 1).split("=", 2);
                config.put(pair[0], pair[1]);
            }
        }
        return new TopicSpec(after(words, "--topic"), Integer.parseInt(after(words, "--partitions")), config);
    }

    private static AclBinding acl(String line) {
        List<String> words = List.of(line.split(" "));
        ResourceType type = words.contains("--topic")
                ? ResourceType.TOPIC
                : words.contains("--group") ? ResourceType.GROUP : ResourceType.TRANSACTIONAL_ID;
        String flag = "--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-');
        PatternType pattern = words.contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
        return new AclBinding(
                new ResourcePattern(type, after(words, flag), pattern),
                new AccessControlEntry(
                        after(words, "--allow-principal"),
                        "*",
                        AclOperation.fromString(after(words, "--operation")),
                        AclPermissionType.ALLOW));
    }

    private static String after(List<String> words, String flag) {
        return words.get(words.indexOf(flag) + 1);
    }
}
