package org.periapsis.events.topic;

import static org.periapsis.events.topic.Topic.Scope.HUB;
import static org.periapsis.events.topic.Topic.Scope.SITE;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.*;

/**
 * The catalogue of topics: one per writer. Partition counts are fixed within a major version.
 *
 * <p>A site-scoped topic is named {@code <site>.periapsis.<name>.v1} where several sites share a broker, and at the hub;
 * a hub-scoped topic is named {@code periapsis.<name>.v1}.
 */
@SuppressWarnings("ImmutableEnumChecker") // Kept and the list of types are immutable; Error Prone cannot see it
public enum Topic {
    PRODUCTS(
            SITE,
            6,
            Kept.FOR_EVER,
            "ingest",
            "product id",
            ProductIngested.class,
            ProductRevised.class,
            ProductWithdrawn.class),
    INTAKE(
            SITE,
            1,
            Kept.days(365),
            "ingest",
            "archive id",
            ProductRefused.class,
            IntakeCounted.class,
            ObjectMissing.class,
            ObjectUnknown.class,
            ObjectCorrupt.class),
    REPLICAS(
            SITE,
            6,
            Kept.FOR_EVER,
            "ingest",
            "product id",
            ReplicaAdded.class,
            ReplicaVerified.class,
            ReplicaLost.class,
            ReplicaRemoved.class),
    TRANSFERS(
            SITE,
            1,
            Kept.days(90),
            "ingest of the receiving site",
            "transfer id",
            TransferStarted.class,
            TransferCompleted.class,
            TransferFailed.class),
    INDEXED(HUB, 6, Kept.days(30), "indexer", "product id", ProductIndexed.class),
    OFFERS(SITE, 1, Kept.LATEST, "session-manager agent", "site id", SiteOffered.class),
    REQUESTS(
            HUB,
            3,
            Kept.FOR_EVER,
            "session-manager API",
            "session, job or build id",
            SessionRequested.class,
            SessionRenewalRequested.class,
            SessionStopRequested.class,
            SessionShared.class,
            SessionUnshared.class,
            JobSubmitted.class,
            JobCancelRequested.class,
            BuildRequested.class),
    DECISIONS(
            HUB,
            3,
            Kept.FOR_EVER,
            "scheduler",
            "session, job, build or transfer id; site id for SiteLost and SiteReturned",
            RunPlaced.class,
            RunWaiting.class,
            RunRevoked.class,
            RunConcluded.class,
            SessionConcluded.class,
            JobConcluded.class,
            TransferOrdered.class,
            SiteLost.class,
            SiteReturned.class),
    RUNS(
            SITE,
            3,
            Kept.FOR_EVER,
            "session-manager agent",
            "session, job or build id",
            RunAccepted.class,
            RunStaging.class,
            RunStarted.class,
            RunReady.class,
            RunIdle.class,
            RunExited.class,
            RunLost.class),
    DATALABS(
            HUB,
            1,
            Kept.FOR_EVER,
            "session-manager API",
            "datalab id",
            DatalabDrafted.class,
            DatalabBuilt.class,
            DatalabBuildFailed.class,
            DatalabShared.class,
            DatalabPublished.class,
            DatalabWithdrawn.class),
    ACCOUNTS(
            HUB,
            1,
            Kept.FOR_EVER,
            "portal",
            "user or team id",
            TeamCreated.class,
            MemberAdded.class,
            MemberRemoved.class,
            RoleGranted.class,
            QuotaSet.class,
            SearchSaved.class),
    BASKETS(
            HUB,
            1,
            Kept.LATEST,
            "portal",
            "basket id; basket id/team for BasketShared and BasketUnshared",
            BasketChanged.class,
            BasketShared.class,
            BasketUnshared.class),
    SUBSCRIPTIONS(
            HUB,
            1,
            Kept.FOR_EVER,
            "notifier",
            "subscription id",
            SubscriptionCreated.class,
            SubscriptionPaused.class,
            SubscriptionRemoved.class,
            DeliveryAbandoned.class),
    FEDERATION(
            SITE,
            1,
            Kept.days(365),
            "the receiver that saw it",
            "site and topic",
            SequenceGap.class,
            SequenceReset.class,
            LoopSeen.class);

    /** Who runs the writer: each site its own, or the hub alone. */
    public enum Scope {
        SITE,
        HUB
    }

    /** What the broker keeps: everything, the last record of a key, or a number of days. */
    public record Kept(Optional<Duration> retention, boolean compacted) {
        static final Kept FOR_EVER = new Kept(Optional.empty(), false);
        static final Kept LATEST = new Kept(Optional.empty(), true);

        static Kept days(int days) {
            return new Kept(Optional.of(Duration.ofDays(days)), false);
        }

        /** @return of a topic of facts about this one's records: as long, and none in place of another */
        public Kept facts() {
            return new Kept(retention, false);
        }

        /** @return the topic configuration entries that Kafka takes */
        public Map<String, String> kafkaConfig() {
            return Map.of(
                    "cleanup.policy",
                    compacted ? "compact" : "delete",
                    "retention.ms",
                    retention.map(d -> Long.toString(d.toMillis())).orElse("-1"));
        }
    }

    private static final Map<String, Topic> BY_TYPE = Arrays.stream(values())
            .flatMap(t -> t.types.stream().map(c -> Map.entry(c.getSimpleName(), t)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    private static final Map<String, Class<? extends SpecificRecord>> CLASSES = Arrays.stream(values())
            .flatMap(t -> t.types.stream())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final Scope scope;
    private final int partitions;
    private final Kept kept;
    private final String writer;
    private final String key;
    private final List<Class<? extends SpecificRecord>> types;

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    Topic(Scope scope, int partitions, Kept kept, String writer, String key, Class<? extends SpecificRecord>... types) {
        this.scope = scope;
        this.partitions = partitions;
        this.kept = kept;
        this.writer = writer;
        this.key = key;
        this.types = List.of(types);
    }

    /** @return the topic an event type belongs to */
    public static Topic of(SpecificRecord event) {
        Topic topic = BY_TYPE.get(event.getClass().getSimpleName());
        if (topic == null) {
            throw new IllegalArgumentException(event.getClass().getName() + " is not an event of the catalogue");
        }
        return topic;
    }

    /** @return the class of an event type by its simple name, empty when this version does not know it */
    public static Optional<Class<? extends SpecificRecord>> type(String simpleName) {
        return Optional.ofNullable(CLASSES.get(simpleName));
    }

    /** @return the topic whose name ends a full topic name, whatever its site and prefix; empty for a foreign topic */
    public static Optional<Topic> ofName(String fullName) {
        return Stream.of(values())
                .filter(t -> fullName.equals(t.baseName()) || fullName.endsWith("." + t.baseName()))
                .findFirst();
    }

    /** @return the site in a full topic name {@code <prefix><site>.periapsis.…}; empty for a hub topic */
    public static Optional<String> siteOf(String fullName, String prefix) {
        String name = fullName.startsWith(prefix) ? fullName.substring(prefix.length()) : fullName;
        int at = name.indexOf(".periapsis.");
        return at < 0 ? Optional.empty() : Optional.of(name.substring(0, at));
    }

    public Scope scope() {
        return scope;
    }

    public int partitions() {
        return partitions;
    }

    public Kept kept() {
        return kept;
    }

    /** @return the one service that writes to it, for people */
    public String writer() {
        return writer;
    }

    /** @return what the record key is, for people */
    public String key() {
        return key;
    }

    public List<Class<? extends SpecificRecord>> types() {
        return types;
    }

    /** @return {@code periapsis.<name>.v1} */
    public String baseName() {
        return "periapsis." + name().toLowerCase(Locale.ROOT) + ".v1";
    }

    /**
     * @param prefix deployment prefix, empty for none
     * @param site the site, for a site-scoped topic; ignored for a hub topic
     * @return the full topic name
     */
    public String name(String prefix, String site) {
        return prefix + (scope == SITE ? site + "." : "") + baseName();
    }

    /** @return a regular expression that matches this topic of every site: {@code (<site>.)?periapsis.…} */
    public String pattern(String prefix) {
        return Pattern.quote(prefix) + "([a-z0-9-]+\\.)?" + Pattern.quote(baseName());
    }
}
