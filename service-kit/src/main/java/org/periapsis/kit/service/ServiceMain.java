package org.periapsis.kit.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one service as a process: start, wait for the signal, stop in order, end. */
public final class ServiceMain {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceMain.class);
    private static final long STOP_SECONDS = 30;

    private ServiceMain() {}

    /**
     * @param start starts the service and gives what stops it
     */
    public static void run(String service, Function<Vertx, Future<Supplier<Future<Void>>>> start) {
        Vertx vertx = Vertx.vertx();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Supplier<Future<Void>> stop = await(start.apply(vertx), 120);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, stop, vertx, stopped), "shutdown"));
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
