package org.periapsis.local.stack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.indexer.IndexerApp;
import org.periapsis.indexer.IndexerConfig;
import org.periapsis.ingest.IngestApp;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.local.demo.Samples;
import org.periapsis.notifier.NotifierApp;
import org.periapsis.portal.PortalApp;
import org.periapsis.portal.PortalConfig;
import org.periapsis.scheduler.SchedulerApp;
import org.periapsis.session.AgentApp;
import org.periapsis.session.SessionApiApp;

/** Starts every service of the local stack, each with its own credentials, and knows where it listens. */
final class Services {
    private static final String ISSUER = "https://periapsis.local";
    private static final Duration SERVICE_TOKEN = Duration.ofDays(365);

    private final Vertx vertx;
    private final StackDirectory directory;
    private final ServiceSettings settings;
    private final int portalPort;
    private final OrderedShutdown shutdown;
    private final Progress progress;
    private final Map<String, Integer> ports = new TreeMap<>();
    private final IssuerKeys keys;
    private final String linkSecret;
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();

    Services(
            Vertx vertx,
            StackDirectory directory,
            EmbeddedStack parts,
            int portalPort,
            OrderedShutdown shutdown,
            Progress progress)
            throws IOException {
        this.vertx = vertx;
        this.directory = directory;
        this.portalPort = portalPort;
        this.shutdown = shutdown;
        this.progress = progress;
        this.keys = IssuerKeys.in(directory.keys());
        this.linkSecret = secret();
        this.settings = new ServiceSettings(parts, ISSUER, keys.publicKey());
    }

    String portalUrl() {
        return "http://127.0.0.1:" + ports.get("portal");
    }

    String linkSecret() {
        return linkSecret;
    }

    /** Completes with the cause when the scheduler met what it must not skip. */
    CompletionStage<Throwable> failed() {
        return failed;
    }

    /** @return port by service instance */
    Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    /** Starts what does not depend on another at once, the portal last. */
    Future<Void> start() {
        List<Future<?>> first = new ArrayList<>();
        first.add(started(
                "indexer",
                IndexerApp.start(vertx, IndexerConfig.of(settings.of("indexer").settings())),
                IndexerApp::port,
                app -> app::stop));
        first.add(started(
                "scheduler",
                SchedulerApp.start(
                                vertx,
                                org.periapsis.scheduler.SchedulerConfig.of(
                                        settings.log("scheduler").settings()))
                        .onSuccess(this::watch),
                SchedulerApp::port,
                app -> app::stop));
        first.add(started(
                "notifier",
                NotifierApp.start(
                        vertx,
                        org.periapsis.notifier.NotifierConfig.of(
                                settings.of("notifier").settings())),
                NotifierApp::port,
                app -> app::stop));
        LocalStack.SITES.forEach(site -> first.add(ingest(site)));
        LocalStack.SITES.forEach(site -> first.add(agent(site)));
        return Future.join(first).compose(done -> sessions()).compose(done -> portal());
    }

    private void watch(SchedulerApp scheduler) {
        CompletionStage<Void> ended = scheduler.ended();
        ended.whenComplete((done, cause) -> {
            if (cause != null) {
                failed.complete(new IOException("the scheduler stopped: " + cause.getMessage(), cause));
            }
        });
    }

    private Future<?> ingest(String site) {
        String name = "ingest-" + site;
        return started(
                name,
                IngestApp.start(
                        vertx,
                        org.periapsis.ingest.IngestConfig.of(settings.store(name)
                                .with("site", site)
                                .with("access.base", portalAddress())
                                .settings())),
                IngestApp::port,
                app -> app::stop);
    }

    private Future<?> agent(String site) {
        String name = "agent-" + site;
        ServiceSettings.Builder builder = settings.agent(name)
                .with("site.id", site)
                .with("site.cores", Math.max(16, Runtime.getRuntime().availableProcessors()))
                .with("site.memory.mib", 65_536)
                .with("site.deadline", "PT15S")
                .with("agent.directory", directory.site(site))
                .with("agent.python", directory.python())
                .with("agent.classpath", String.join(",", paths(BuiltInDatalabs.classPath())))
                .with("agent.starters", starter());
        return started(
                name,
                AgentApp.start(vertx, org.periapsis.session.AgentConfig.of(builder.settings())),
                AgentApp::port,
                app -> app::stop);
    }

    private Future<Void> sessions() {
        Tokens tokens = Tokens.issuing(vertx, ISSUER, keys.publicKey(), keys.privateKey());
        ServiceSettings.Builder builder = settings.store("session-manager")
                .with("indexer.url", url("indexer"))
                .with("scheduler.url", url("scheduler"))
                .with(
                        "service.token",
                        tokens.issue(
                                "session-manager", "session-manager", List.of("service"), List.of(), SERVICE_TOKEN));
        return started(
                        "session-manager",
                        SessionApiApp.start(
                                vertx,
                                org.periapsis.session.SessionApiConfig.of(builder.settings()),
                                BuiltInDatalabs.descriptors()),
                        SessionApiApp::port,
                        app -> app::stop)
                .mapEmpty();
    }

    private Future<Void> portal() {
        ServiceSettings.Builder builder = settings.of("portal")
                .with("http.port", portalPort)
                .with("issuer.private", keys.privateKey())
                .with("link.secret", linkSecret)
                .with("indexer.url", url("indexer"))
                .with("sessions.url", url("session-manager"))
                .with("notifier.url", url("notifier"))
                .with("home", LocalStack.SITES.get(0));
        builder.with("watch.scheduler", url("scheduler"));
        for (String site : LocalStack.SITES) {
            builder.with("ingest." + site, url("ingest-" + site)).with("watch.agent." + site, url("agent-" + site));
        }
        Samples.archives().forEach((archive, site) -> builder.with("archive." + archive, site));
        return started(
                        "portal",
                        PortalApp.start(vertx, PortalConfig.of(builder.settings())),
                        PortalApp::port,
                        app -> app::stop)
                .mapEmpty();
    }

    private <T> Future<T> started(
            String name,
            Future<T> starting,
            java.util.function.ToIntFunction<T> port,
            java.util.function.Function<T, Supplier<Future<Void>>> stop) {
        return starting.map(app -> {
                    ports.put(name, port.applyAsInt(app));
                    shutdown.add(name, stop.apply(app));
                    progress.report(name, "started");
                    return app;
                })
                .recover(failure -> Future.failedFuture(
                        new IOException(name + " did not start: " + failure.getMessage(), failure)));
    }

    private URI url(String service) {
        return URI.create("http://127.0.0.1:" + ports.get(service));
    }

    /** Known before the portal listens only when its port is given. */
    private String portalAddress() {
        return portalPort == 0 ? "" : "http://127.0.0.1:" + portalPort + "/api";
    }

    private Path starter() {
        try {
            return BuiltInDatalabs.unpackStarter(
                    Files.createDirectories(directory.root().resolve("starters")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> paths(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }

    private static String secret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
