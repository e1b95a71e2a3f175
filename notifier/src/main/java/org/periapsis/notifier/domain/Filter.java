package org.periapsis.notifier.domain;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.events.topic.Topic;

/**
 * What a reader asks for. An empty set asks for all.
 *
 * @param types simple names of event types
 * @param subjects entity ids
 * @param sites site ids
 * @param topics what is read; follows from the topics and types asked for
 */
public record Filter(Set<String> types, Set<String> subjects, Set<String> sites, Set<Topic> topics) {
    public Filter {
        types = Set.copyOf(types);
        subjects = Set.copyOf(subjects);
        sites = Set.copyOf(sites);
        topics = Set.copyOf(topics);
    }

    /** A name in a filter that the catalogue does not have. */
    public static final class UnknownName extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String field;

        UnknownName(String field, String message) {
            super(message);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /**
     * @param topicNames short topic names, such as {@code runs}
     * @throws UnknownName when a type or a topic is not in the catalogue: it would never match
     */
    public static Filter of(
            Collection<String> types,
            Collection<String> subjects,
            Collection<String> sites,
            Collection<String> topicNames) {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        topicNames.forEach(name -> topics.add(topic(name)));
        Set<Topic> ofTypes = EnumSet.noneOf(Topic.class);
        types.forEach(type -> ofTypes.add(topicOfType(type)));
        if (topics.isEmpty()) {
            topics.addAll(ofTypes.isEmpty() ? EnumSet.allOf(Topic.class) : ofTypes);
        } else if (!ofTypes.isEmpty()) {
            topics.retainAll(ofTypes);
        }
        return new Filter(Set.copyOf(types), Set.copyOf(subjects), Set.copyOf(sites), topics);
    }

    public boolean matches(LogEvent event) {
        return topics.contains(event.partition().topic())
                && (types.isEmpty() || types.contains(event.type()))
                && (subjects.isEmpty() || subjects.contains(event.event().subject()))
                && (sites.isEmpty() || sites.contains(event.site()));
    }

    private static Topic topic(String name) {
        return Stream.of(Topic.values())
                .filter(topic ->
                        topic.name().equalsIgnoreCase(name) || topic.baseName().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownName(
                        "topic",
                        "there is no topic " + name + "; there are "
                                + Stream.of(Topic.values())
                                        .map(topic -> topic.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }

    private static Topic topicOfType(String type) {
        return Stream.of(Topic.values())
                .filter(topic -> topic.types().stream()
                        .anyMatch(known -> known.getSimpleName().equals(type)))
                .findFirst()
                .orElseThrow(() -> new UnknownName("type", "there is no event type " + type));
    }
}
