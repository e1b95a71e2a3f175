package org.periapsis.kit.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.concurrent.TimeUnit;

/** What the JVM uses, under the names that dashboards for Micrometer know. */
final class JvmMeters {
    private JvmMeters() {}

    /** Reads counters when they are asked for: Micrometer's own meters of collections listen for ever. */
    static void bind(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("periapsis_jvm_gc_collections", collector, bean -> bean.getCollectionCount())
                    .tag("collector", collector.getName())
                    .description("Garbage collections")
                    .register(registry);
            FunctionCounter.builder("periapsis_jvm_gc_seconds", collector, bean -> bean.getCollectionTime() / 1e3)
                    .tag("collector", collector.getName())
                    .description("Seconds spent in garbage collections")
                    .register(registry);
        }
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        TimeGauge.builder("process_uptime", runtime, TimeUnit.MILLISECONDS, RuntimeMXBean::getUptime)
                .description("Time since the process started")
                .register(registry);
    }
}
