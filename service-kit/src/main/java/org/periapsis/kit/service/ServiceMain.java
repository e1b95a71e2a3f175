package org.periapsis.kit.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.ProcessSettings;
import org.periapsis.kit.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one service as a process: start, wait for the signal, stop in order, end. */
public final class ServiceMain {
    // Before anything is logged: a service as a process logs to its output, whatever else is on its class path.
    static {
        System.getProperties().putIfAbsent("logback.configurationFile", "org/periapsis/kit/service/logback.xml");
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);
    private static final long STOP_SECONDS = 30;
    /** {@code EX_CONFIG} of sysexits: starting again does not help. */
    private static final int WRONG_CONFIGURATION = 78;

    private ServiceMain() {}

    /** {@code EX_SOFTWARE} of sysexits: starting again does help. */
    private static final int DIED = 70;

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
        run(service, configured(service, arguments, System.getenv(), configure));
    }

    private static Start configured(
            String service, String[] arguments, Map<String, String> environment, Function<Settings, Start> configure) {
        try {
            return configure.apply(ProcessSettings.of(environment, arguments));
        } catch (ConfigurationError e) {
            LOG.error("event=configuration-wrong service={} fault={}", service, e.getMessage());
            System.exit(WRONG_CONFIGURATION);
            throw e;
        }
    }

    private static void run(String service, Start start) {
        Vertx vertx = Vertx.vertx();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Running running = await(start.apply(vertx), 120);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> stop(service, running.stop(), vertx, stopped), "shutdown"));
            running.observer().death().thenAccept(reason -> end(service, reason));
            LOG.info("event=started service={}", service);
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.error("event=start-failed service={}", service, e);
            vertx.close();
            System.exit(1);
        }
    }

    /** Nothing keeps answering while nothing moves: the process ends, in order, and whoever watches it starts it again. */
    private static void end(String service, String reason) {
        LOG.error("event=died service={} exit={} reason={}", service, DIED, reason);
        // Not on the thread that died: the stop waits for it.
        new Thread(() -> System.exit(DIED), "end").start();
    }

    private static void stop(String service, Supplier<Future<Void>> stop, Vertx vertx, CountDownLatch stopped) {
        try {
            await(stop.get(), STOP_SECONDS);
            await(vertx.close(), 5);
            LOG.info("event=stopped service={}", service);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("event=stop-incomplete service={}", service, e);
        } finally {
            stopped.countDown();
        }
    }

    private static <T> T await(Future<T> future, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}
