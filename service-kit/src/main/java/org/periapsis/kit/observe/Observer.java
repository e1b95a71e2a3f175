package org.periapsis.kit.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.kafka.FailurePolicy;

/** One service instance's metrics and health. Thread-safe. */
public final class Observer {
    /** Events handled, by consumer. */
    public static final String EVENTS_HANDLED = "periapsis_events_handled_total";
    /** Records refused, by consumer and policy. */
    public static final String RECORDS_REFUSED = "periapsis_records_refused_total";
    /** Records put aside for a failure of their own, by consumer and class of failure. */
    public static final String RECORDS_SET_ASIDE = "periapsis_records_set_aside_total";
    /** Records that are put aside and wait for a decision, by consumer. */
    public static final String SET_ASIDE = "periapsis_reader_set_aside";
    /** Records that a reader has not handled, by consumer. */
    public static final String LAG_RECORDS = "periapsis_reader_lag_records";
    /** Age of the oldest record that a reader has not handled, by consumer. */
    public static final String LAG_SECONDS = "periapsis_reader_lag_seconds";
    /** 1 for a part that is up, 0 for one that is not, by check. */
    public static final String UP = "periapsis_up";

    private static final String CONSUMER = "consumer.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Check> checks = new ConcurrentHashMap<>();
    private final Map<String, ReaderHealth> readers = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, String> deaths = new ConcurrentHashMap<>();
    private final Set<String> gauges = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<String> death = new CompletableFuture<>();

    /**
     * One part's state.
     *
     * @param since when it last changed between up and down
     */
    public record Check(boolean up, String detail, Instant since) {}

    /** @param service value of the {@code service} tag; {@code site} empty at the hub */
    public Observer(String service, String site) {
        registry.config().commonTags("service", service, "site", site);
        JvmMeters.bind(registry);
    }

    public MeterRegistry metrics() {
        return registry;
    }

    /** @return the metrics in the Prometheus text format */
    public String scrape() {
        return registry.scrape();
    }

    /** Sets a named part's state; the service is ready when every part is up. */
    public void check(String name, boolean up, String detail) {
        checks.compute(
                name, (key, old) -> new Check(up, detail, old != null && old.up() == up ? old.since() : Instant.now()));
        gauge(name);
    }

    /** @return the health of a reader, a part by the name of {@code consumer.<name>}; the same for the same name */
    public ReaderHealth reader(String name) {
        ReaderHealth health = readers.computeIfAbsent(check(name), key -> new ReaderHealth(Clock.systemUTC()));
        if (gauge(check(name))) {
            Gauge.builder(LAG_RECORDS, health, ReaderHealth::records)
                    .tag("consumer", name)
                    .register(registry);
            Gauge.builder(LAG_SECONDS, health, reader -> reader.behind().toMillis() / 1000.0)
                    .tag("consumer", name)
                    .register(registry);
            Gauge.builder(SET_ASIDE, health, ReaderHealth::setAside)
                    .tag("consumer", name)
                    .register(registry);
        }
        return health;
    }

    /** Sets the state of a consumer that has no {@link #reader} of its own. */
    public void consumer(String name, boolean up, String detail) {
        check(check(name), up, detail);
    }

    private static String check(String consumer) {
        return CONSUMER + consumer;
    }

    private boolean gauge(String name) {
        boolean fresh = gauges.add(name);
        if (fresh) {
            Gauge.builder(UP, this, all -> all.up(name) ? 1 : 0)
                    .tag("check", name)
                    .register(registry);
        }
        return fresh;
    }

    public void handled(String consumer, int events) {
        counter(EVENTS_HANDLED, consumer, "policy", "none").increment(events);
    }

    public void refused(String consumer, FailurePolicy policy) {
        counter(RECORDS_REFUSED, consumer, "policy", policy.name()).increment();
    }

    public void setAside(String consumer, FailureClass failure) {
        counter(RECORDS_SET_ASIDE, consumer, "class", failure.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    public boolean ready() {
        return checks().values().stream().allMatch(Check::up);
    }

    public Map<String, Check> checks() {
        Map<String, Check> all = new TreeMap<>(checks);
        readers.forEach((name, reader) -> all.put(name, reader.check()));
        return all;
    }

    /** @return the readers of the log by name */
    public Map<String, ReaderHealth> readers() {
        Map<String, ReaderHealth> all = new TreeMap<>();
        readers.forEach((check, reader) -> all.put(check.substring(CONSUMER.length()), reader));
        return all;
    }

    private boolean up(String name) {
        ReaderHealth reader = readers.get(name);
        Check check = reader == null ? checks.get(name) : reader.check();
        return check != null && check.up();
    }

    /**
     * A thread without which this service stands still has ended by what nobody foresaw. The process is to be started again: it
     * is not live any more.
     */
    public void died(String thread, String reason) {
        deaths.put(thread, reason);
        death.complete(thread + ": " + reason);
    }

    /** Whether every thread that is needed lives. A reader that stopped at what it must not pass is another thing: not ready. */
    public boolean live() {
        return deaths.isEmpty();
    }

    /** @return reasons by thread */
    public Map<String, String> deaths() {
        return new TreeMap<>(deaths);
    }

    /** Completes when it is not live any more, with the reason; never otherwise. */
    public CompletionStage<String> death() {
        return death.minimalCompletionStage();
    }

    private Counter counter(String name, String consumer, String tag, String value) {
        return counters.computeIfAbsent(name + consumer + value, key -> Counter.builder(name)
                .tag("consumer", consumer)
                .tag(tag, value)
                .register(registry));
    }
}
