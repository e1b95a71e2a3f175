package org.periapsis.kit.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.periapsis.kit.observe.Probe;

/** Asks the brokers who they are, which every account may. */
public final class KafkaProbe {
    private static final int PATIENCE_MS = 1_400;

    private final Vertx vertx;
    private final KafkaAccess access;
    private final AtomicReference<Admin> admin = new AtomicReference<>();

    private KafkaProbe(Vertx vertx, KafkaAccess access) {
        this.vertx = vertx;
        this.access = access;
    }

    public static Probe of(Vertx vertx, KafkaAccess access) {
        KafkaProbe probe = new KafkaProbe(vertx, access);
        return new Probe("kafka", probe::ask, probe::close);
    }

    private Future<?> ask() {
        Admin open = admin.get();
        return open == null ? vertx.executeBlocking(this::open, false).compose(this::describe) : describe(open);
    }

    /** Making one looks up the brokers' names, and fails where they are not known. */
    private synchronized Admin open() {
        if (admin.get() == null) {
            Map<String, Object> properties = access.common("probe");
            properties.put("reconnect.backoff.max.ms", "1000");
            admin.set(Admin.create(properties));
        }
        return admin.get();
    }

    private Future<?> describe(Admin open) {
        return Future.fromCompletionStage(
                open.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS))
                        .clusterId()
                        .toCompletionStage(),
                vertx.getOrCreateContext());
    }

    private Future<?> close() {
        Admin open = admin.getAndSet(null);
        return open == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(
                        () -> {
                            open.close(Duration.ofSeconds(2));
                            return null;
                        },
                        false);
    }
}
