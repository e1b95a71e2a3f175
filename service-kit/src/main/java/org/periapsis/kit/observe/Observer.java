package org.periapsis.kit.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.periapsis.kit.kafka.FailurePolicy;

/** One service instance's metrics and health. Thread-safe. */
public final class Observer {
    /** Events handled, by consumer. */
    public static final String EVENTS_HANDLED = "periapsis_events_handled_total";
    /** Records refused, by consumer and policy. */
    public static final String RECORDS_REFUSED = "periapsis_records_refused_total";
    /** 1 for a part that is up, 0 for one that is not, by check. */
    public static final String UP = "periapsis_up";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Check> checks = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Set<String> gauges = ConcurrentHashMap.newKeySet();

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
        Check now = checks.compute(
                name, (key, old) -> new Check(up, detail, old != null && old.up() == up ? old.since() : Instant.now()));
        if (gauges.add(name)) {
            Gauge.builder(UP, checks, all -> all.getOrDefault(name, now).up() ? 1 : 0)
                    .tag("check", name)
                    .register(registry);
        }
    }

    public void consumer(String name, boolean up, String detail) {
        check("consumer." + name, up, detail);
    }

    public void handled(String consumer, int events) {
        counter(EVENTS_HANDLED, consumer, "none").increment(events);
    }

    public void refused(String consumer, FailurePolicy policy) {
        counter(RECORDS_REFUSED, consumer, policy.name()).increment();
    }

    public boolean ready() {
        return checks.values().stream().allMatch(Check::up);
    }

    public Map<String, Check> checks() {
        return new TreeMap<>(checks);
    }

    private Counter counter(String name, String consumer, String policy) {
        return counters.computeIfAbsent(name + consumer + policy, key -> Counter.builder(name)
                .tag("consumer", consumer)
                .tag("policy", policy)
                .register(registry));
    }
}
