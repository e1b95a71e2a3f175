package org.periapsis.scheduler;

import java.util.HashMap;
import java.util.Map;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.Settings;
import org.periapsis.scheduler.domain.Limits;

/** What the scheduler is started with. */
public record SchedulerConfig(KafkaConfig kafka, HttpConfig http, Limits limits) {

    /** @throws ConfigurationError when a key is missing, wrong or unknown */
    public static SchedulerConfig of(Settings settings) {
        SchedulerConfig config =
                new SchedulerConfig(KafkaConfig.of(settings), HttpConfig.of(settings), limits(settings));
        settings.done();
        return config;
    }

    private static Limits limits(Settings settings) {
        Limits defaults = Limits.of(settings.text("scheduler.authority", "hub"));
        Map<String, Double> egress = new HashMap<>();
        settings.under("scheduler.egress.").forEach((site, value) -> egress.put(site, seconds(site, value)));
        Limits.Waits waits = defaults.waits();
        Limits.Tries tries = defaults.tries();
        return new Limits(
                defaults.authority(),
                settings.integer("scheduler.bandwidth.default", (int) defaults.bytesPerS(), 1, Integer.MAX_VALUE),
                egress,
                new Limits.Waits(
                        settings.duration("scheduler.wait.session", waits.sessionRoom()),
                        settings.duration("scheduler.wait.slot", waits.slot()),
                        settings.duration("scheduler.settle", waits.settle()),
                        settings.duration("scheduler.lease.grace", waits.leaseGrace())),
                new Limits.Tries(
                        settings.integer("scheduler.session.tries", tries.session(), 1, 100),
                        settings.integer("scheduler.transfer.tries", tries.transfer(), 1, 100),
                        settings.integer("scheduler.chunk.max", tries.chunk(), 1, 10_000),
                        settings.integer("scheduler.decisions.max", tries.decisions(), 1, 10_000)),
                settings.integer("scheduler.quota.runs", defaults.defaultRuns(), 0, 1_000_000));
    }

    private static double seconds(String site, String value) {
        try {
            double seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds < Double.POSITIVE_INFINITY) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw new ConfigurationError("scheduler.egress." + site, "is no number of seconds a gigabyte: " + value, e);
        }
        throw new ConfigurationError("scheduler.egress." + site, "is no number of seconds a gigabyte: " + value);
    }
}
