package org.periapsis.local.stack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.StackSettings;
import org.periapsis.kit.service.OrderedShutdown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole platform in this process: embedded Kafka, PostgreSQL, S3 and registry, and every service for three sites. */
public final class LocalStack implements AutoCloseable {
    /** The sites of the local federation. */
    public static final List<String> SITES = List.of("esac", "jive", "skao");

    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 45;
    private static final long PORT_SECONDS = 3;

    private final StackDirectory directory;
    private final OrderedShutdown shutdown = new OrderedShutdown("local-stack");
    private final Vertx vertx;
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private EmbeddedStack parts;
    private StackState state;
    private Services services;
    private StatusServer status;

    private LocalStack(StackDirectory directory) {
        this.directory = directory;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(8));
    }

    /**
     * Starts everything and returns when every service listens, see {@link #awaitReady}. What a crashed run left is taken over.
     *
     * @throws StackDirectory.InUse when a stack runs in the directory
     * @throws IOException when a part does not start; the message names it, and what was started is stopped again
     */
    public static LocalStack start(StackDirectory directory, StackPorts ports, Progress progress)
            throws IOException, StackDirectory.InUse {
        directory.create();
        FileLock lock = directory.lock();
        LocalStack stack = new LocalStack(directory);
        stack.shutdown.add(
                "lock",
                () -> stack.vertx.executeBlocking(() -> {
                    lock.channel().close();
                    return null;
                }));
        try {
            stack.open(ports, progress);
            return stack;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stack.close();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            stack.close();
            throw new IOException(why(directory, e.getCause()), e.getCause());
        } catch (Exception e) {
            stack.close();
            throw new IOException(why(directory, e), e);
        }
    }

    public static String version() {
        String version = LocalStack.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    public StackState state() {
        return state;
    }

    /** Completes with the cause if a part without which nothing goes on fails for good; never otherwise. */
    public CompletionStage<Throwable> failed() {
        return failed.minimalCompletionStage();
    }

    /**
     * Waits until every service says that it is ready, as {@code periapsis status} asks them.
     *
     * @param progress told whom it waits for, when that changes
     * @return why it is not ready when the time is over; empty when it is
     */
    public Optional<String> awaitReady(Duration patience, Progress progress) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        String told = "";
        while (true) {
            String missing = missing(settled(status.status()));
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            if (System.nanoTime() > end) {
                return Optional.of(missing);
            }
            if (!missing.equals(told)) {
                progress.report("not ready yet", missing);
                told = missing;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        }
    }

    private static String missing(JsonObject told) {
        JsonObject all = told.getJsonObject("services");
        return all.fieldNames().stream()
                .filter(name -> !all.getJsonObject(name).getBoolean("ready"))
                .sorted()
                .map(name -> name + " (" + all.getJsonObject(name).getString("why") + ")")
                .collect(Collectors.joining(", "));
    }

    /** The embedded parts, for tests and benchmarks. */
    public EmbeddedStack parts() {
        return parts;
    }

    /** How many sessions and tasks of jobs {@link #close} would end. */
    public int runs() {
        return services.runs();
    }

    /** Stops one service as its process would end, in order; the others go on. For tests of what holds meanwhile. */
    public void stop(String service) throws IOException {
        settled(services.named(service).stop());
    }

    /** Starts the portal again with other settings, at the same port. */
    public void portal(Map<String, String> settings) throws IOException {
        settings.forEach(services::ofPortal);
        stop("portal");
        start("portal");
    }

    /** Starts again what was stopped alone, at the same port. */
    public void start(String service) throws IOException {
        settled(services.named(service).startAgain());
    }

    private static <T> T settled(Future<T> future) throws IOException {
        try {
            return await(future);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    private void open(StackPorts ports, Progress progress) throws Exception {
        // Told before anything is started, as the parts tell of theirs.
        requireFree(ports.portal());
        progress.report("parts", "starting Kafka, PostgreSQL, S3 and the registry");
        parts = EmbeddedStack.start(
                vertx,
                new StackSettings(
                        directory.root(),
                        Path.of(System.getProperty("user.home"), ".cache", "periapsis"),
                        SITES,
                        new StackSettings.Ports(ports.kafka(), ports.postgres(), ports.objects(), ports.registry()),
                        true));
        // On a thread that is not Vert.x's: closing waits for what Vert.x has to do.
        shutdown.addStage(
                "parts",
                () -> CompletableFuture.runAsync(this::closeParts, run -> new Thread(run, "parts-close").start()));
        parts.kafka().failed().thenAccept(failed::complete);
        progress.report("parts", "ready");
        services = new Services(vertx, directory, parts, ports.portal(), shutdown, progress);
        await(services.start());
        services.failed().thenAccept(failed::complete);
        status = new StatusServer(vertx, services.portalUrl(), SITES, services.ports());
        status.runs(services.linkSecret(), services::runs, services::endRuns);
        int statusPort = await(status.listen(vertx)).actualPort();
        JsonObject addresses = new JsonObject(Map.of(
                "status", "http://127.0.0.1:" + statusPort,
                "kafka", parts.kafka().bootstrapServers(),
                "registry", parts.registry().url().toString(),
                "s3", parts.objects().endpoint().toString(),
                "postgres", parts.database().jdbcUrl()));
        state = StackState.ofThisProcess(services.portalUrl(), version(), services.linkSecret(), addresses);
        state.write(directory);
        ReaderProperties.write(directory, parts);
    }

    /** A process that was killed gives up its lock and its ports one after the other. */
    private static void requireFree(int port) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PORT_SECONDS);
        while (true) {
            try {
                LoopbackPort.free("the portal", port);
                return;
            } catch (IllegalStateException taken) {
                if (System.nanoTime() > end) {
                    throw taken;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private void closeParts() {
        try {
            parts.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what people run, then stops as {@link #leave} does. */
    @Override
    public void close() {
        if (services != null) {
            try {
                await(services.endRuns());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.error("event=runs-not-ended", e);
            }
        }
        leave();
    }

    /**
     * Stops in order: services first, then what they stand on. What people run goes on under its supervisors for as long as the
     * agents' watchdog allows, and belongs to the next start in this directory. Returns when all is stopped.
     */
    public void leave() {
        try {
            await(shutdown.close());
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("event=stop-incomplete", e);
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(Math.max(START_SECONDS, STOP_SECONDS), TimeUnit.SECONDS);
    }

    /** Why it did not start: of all that a part has said the line that tells. */
    static String why(StackDirectory directory, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (String line : text(cause).split("\n", -1)) {
                if (line.contains("No space left on device")) {
                    return "no space left in " + directory.root() + ": " + line.strip();
                }
            }
        }
        return text(failure);
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
