package org.periapsis.events.topic;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The groups that read the log, and what each reads: the source of read permissions and of dead-letter topics.
 *
 * <p>A site-scoped group exists once a site and is named {@code <name>-<site>}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the set is immutable; Error Prone cannot see it
public enum ReaderGroup {
    INGEST(Topic.Scope.SITE, Set.of(Topic.PRODUCTS, Topic.INTAKE, Topic.REPLICAS, Topic.TRANSFERS, Topic.DECISIONS)),
    INDEXER(Topic.Scope.HUB, Set.of(Topic.PRODUCTS, Topic.REPLICAS, Topic.INDEXED)),
    SCHEDULER(
            Topic.Scope.HUB,
            Set.of(Topic.REQUESTS, Topic.RUNS, Topic.OFFERS, Topic.TRANSFERS, Topic.DECISIONS, Topic.ACCOUNTS)),
    SESSION_MANAGER(
            Topic.Scope.HUB,
            Set.of(Topic.REQUESTS, Topic.DECISIONS, Topic.RUNS, Topic.OFFERS, Topic.TRANSFERS, Topic.DATALABS)),
    AGENT(Topic.Scope.SITE, Set.of(Topic.REQUESTS, Topic.DECISIONS, Topic.RUNS, Topic.DATALABS)),
    NOTIFIER(Topic.Scope.HUB, Set.of(Topic.values())),
    PORTAL(Topic.Scope.HUB, Set.of(Topic.ACCOUNTS, Topic.BASKETS)),
    /** A program outside that an operator lets read the log. */
    READER(Topic.Scope.HUB, Set.of(Topic.values()));

    /** Ends the name of every dead-letter topic. */
    public static final String DEAD_LETTERS = ".dlq";

    private final Topic.Scope scope;
    private final Set<Topic> reads;

    ReaderGroup(Topic.Scope scope, Set<Topic> reads) {
        this.scope = scope;
        this.reads = Set.copyOf(reads);
    }

    public Topic.Scope scope() {
        return scope;
    }

    public Set<Topic> reads() {
        return reads;
    }

    /** @return the topics of which it puts records aside: each has a dead-letter topic. A program outside has its own ways */
    public Set<Topic> setsAside() {
        return switch (this) {
            case READER -> Set.of();
            case NOTIFIER -> Set.copyOf(EnumSet.complementOf(EnumSet.of(Topic.OFFERS)));
            default -> reads;
        };
    }

    /**
     * @param prefix deployment prefix, empty for none
     * @param site the site of a site-scoped group; ignored for a hub group
     * @return the group id
     */
    public String id(String prefix, String site) {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return prefix + (scope == Topic.Scope.SITE ? name + "-" + site : name);
    }

    /** @return the dead-letter topic of a group for a topic: {@code <topic>.<group>.dlq} */
    public static String deadLetters(String fullTopic, String groupId) {
        return fullTopic + "." + groupId + DEAD_LETTERS;
    }

    /** @return the topic that a group's dead-letter topic is about; empty for another topic */
    public static Optional<String> source(String deadLetters, String groupId) {
        String end = "." + groupId + DEAD_LETTERS;
        return deadLetters.endsWith(end)
                ? Optional.of(deadLetters.substring(0, deadLetters.length() - end.length()))
                : Optional.empty();
    }
}
