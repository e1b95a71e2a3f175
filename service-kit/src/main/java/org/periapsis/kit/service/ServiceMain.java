package org.periapsis.kit.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.ProcessSettings;
import org.periapsis.kit.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one service as a process: start, wait for the signal, stop in order, end. */
public final class ServiceMain {
    private static final String PLACE = "org/periapsis/kit/service/";
    /** Beside what its listener takes to drain. */
    private static final long STOP_SECONDS = 30;
    /** {@code EX_CONFIG} of sysexits: starting again does not help. */
    private static final int WRONG_CONFIGURATION = 78;

    private ServiceMain() {}

    /** {@code EX_SOFTWARE} of sysexits: starting again does help. */
    private static final int DIED = 70;

    /** Made when the settings are known: where the audit log goes is one of them. */
    private static final class Log {
        static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);
    }

    /** Starts a configured service. */
    @FunctionalInterface
    public interface Start extends Function<Vertx, Future<Running>> {}

    /**
     * Reads the settings ({@link ProcessSettings}), starts, and returns when the service has stopped.
     *
     * @param arguments the command line's: a configuration file, or none
     * @param configure parses and checks all settings
     */
    public static void run(String service, String[] arguments, Function<Settings, Start> configure) {
        Configured configured = configured(service, arguments, System.getenv(), configure);
        run(service, configured.start(), STOP_SECONDS + configured.drain().toSeconds());
    }

    /** @param drain time that the listener may take to go */
    private record Configured(Start start, Duration drain) {}

    private static Configured configured(
            String service, String[] arguments, Map<String, String> environment, Function<Settings, Start> configure) {
        try {
            Settings settings = ProcessSettings.of(environment, arguments);
            logTo(settings.optional("audit.file"));
            Duration drain = HttpConfig.Drain.of(settings).total();
            return new Configured(configure.apply(settings), drain);
        } catch (ConfigurationError e) {
            logTo(Optional.empty());
            wrong(service, e);
            throw e;
        }
    }

    private static void wrong(String service, ConfigurationError fault) {
        Log.LOG.error("event=configuration-wrong service={} fault={}", service, fault.getMessage());
        System.exit(WRONG_CONFIGURATION);
    }

    /** A service as a process logs to its output, whatever else is on its class path. Before anything is logged. */
    private static void logTo(Optional<String> audit) {
        audit.ifPresent(file -> System.setProperty("periapsis.audit", file));
        System.getProperties()
                .putIfAbsent(
                        "logback.configurationFile", PLACE + (audit.isPresent() ? "logback-audit.xml" : "logback.xml"));
    }

    private static void run(String service, Start start, long stopSeconds) {
        Vertx vertx = Vertx.vertx();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            // However long: it may wait for a part, and says which.
            Running running =
                    start.apply(vertx).toCompletionStage().toCompletableFuture().get();
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> stop(service, running.stop(), vertx, stopped, stopSeconds), "shutdown"));
            running.observer().death().thenAccept(reason -> end(service, reason));
            Log.LOG.info("event=started service={}", service);
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            // Some settings are looked at by the part that they are for.
            if ((e instanceof ExecutionException ? e.getCause() : e) instanceof ConfigurationError fault) {
                wrong(service, fault);
            }
            Log.LOG.error("event=start-failed service={}", service, e);
            vertx.close();
            System.exit(1);
        }
    }

    /** Nothing keeps answering while nothing moves: the process ends, in order, and whoever watches it starts it again. */
    private static void end(String service, String reason) {
        Log.LOG.error("event=died service={} exit={} reason={}", service, DIED, reason);
        // Not on the thread that died: the stop waits for it.
        new Thread(() -> System.exit(DIED), "end").start();
    }

    private static void stop(
            String service, Supplier<Future<Void>> stop, Vertx vertx, CountDownLatch stopped, long stopSeconds) {
        try {
            await(stop.get(), stopSeconds);
            await(vertx.close(), 5);
            Log.LOG.info("event=stopped service={}", service);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            Log.LOG.warn("event=stop-incomplete service={}", service, e);
        } finally {
            stopped.countDown();
        }
    }

    private static <T> T await(Future<T> future, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}
