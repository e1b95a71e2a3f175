package org.periapsis.events.topic;

import java.util.Locale;
import java.util.Set;

/**
 * The services that write to the log, and what each writes: the source of write permissions. No topic is in two sets.
 * {@link Topic#FEDERATION} is in none: whoever receives a mirrored topic at a site writes it there.
 *
 * <p>A site-scoped service runs once a site, as {@code <name>-<site>}, and writes its own site's topics only.
 */
@SuppressWarnings("ImmutableEnumChecker") // the set is immutable; Error Prone cannot see it
public enum TopicWriter {
    INGEST(Topic.Scope.SITE, Set.of(Topic.PRODUCTS, Topic.INTAKE, Topic.REPLICAS, Topic.TRANSFERS)),
    INDEXER(Topic.Scope.HUB, Set.of(Topic.INDEXED)),
    SCHEDULER(Topic.Scope.HUB, Set.of(Topic.DECISIONS)),
    SESSION_MANAGER(Topic.Scope.HUB, Set.of(Topic.REQUESTS, Topic.DATALABS)),
    AGENT(Topic.Scope.SITE, Set.of(Topic.OFFERS, Topic.RUNS)),
    NOTIFIER(Topic.Scope.HUB, Set.of(Topic.SUBSCRIPTIONS)),
    PORTAL(Topic.Scope.HUB, Set.of(Topic.ACCOUNTS, Topic.BASKETS)),
    /** A program outside that reads and writes nothing. */
    READER(Topic.Scope.HUB, Set.of());

    private final Topic.Scope scope;
    private final Set<Topic> writes;

    TopicWriter(Topic.Scope scope, Set<Topic> writes) {
        this.scope = scope;
        this.writes = Set.copyOf(writes);
    }

    public Topic.Scope scope() {
        return scope;
    }

    public Set<Topic> writes() {
        return writes;
    }

    /**
     * @param site the site of a site-scoped service; ignored for a hub service
     * @return the name of the service's account, such as {@code ingest-esac}
     */
    public String account(String site) {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return scope == Topic.Scope.SITE ? name + "-" + site : name;
    }
}
