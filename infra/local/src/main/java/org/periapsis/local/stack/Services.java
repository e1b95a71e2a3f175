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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.indexer.IndexerApp;
import org.periapsis.indexer.IndexerConfig;
import org.periapsis.ingest.IngestApp;
import org.periapsis.ingest.IngestConfig;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.service.OrderedShutdown;
import org.periapsis.local.demo.Samples;
import org.periapsis.notifier.NotifierApp;
import org.periapsis.notifier.NotifierConfig;
import org.periapsis.portal.PortalApp;
import org.periapsis.portal.PortalConfig;
import org.periapsis.scheduler.SchedulerApp;
import org.periapsis.scheduler.SchedulerConfig;
import org.periapsis.session.AgentApp;
import org.periapsis.session.AgentConfig;
import org.periapsis.session.SessionApiApp;
import org.periapsis.session.SessionApiConfig;

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
    private final Map<String, LocalService> running = new ConcurrentSkipListMap<>();
    private final Map<String, AgentApp> agents = new ConcurrentSkipListMap<>();
    private final IssuerKeys keys;
    private final String linkSecret;
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private final Map<String, String> ofPortal = new ConcurrentSkipListMap<>();

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
        return url("portal").toString();
    }

    /** Has the portal begin with another setting when it is started again. */
    void ofPortal(String key, String value) {
        ofPortal.put(key, value);
    }

    String linkSecret() {
        return linkSecret;
    }

    /** Completes with the cause when the scheduler met what it must not skip, or a thread died that a service cannot do without. */
    CompletionStage<Throwable> failed() {
        return failed;
    }

    /** @return port by service instance */
    Map<String, Integer> ports() {
        return running.values().stream().collect(Collectors.toMap(LocalService::name, LocalService::port));
    }

    /** Starts what does not depend on another at once, the portal last. */
    Future<Void> start() {
        List<Future<?>> first = new ArrayList<>();
        Future<Void> indexer = started(LocalService.of(
                "indexer",
                port -> IndexerApp.start(
                        vertx, IndexerConfig.of(settings.of("indexer").at(port).settings())),
                IndexerApp::port,
                app -> watched(app.observer(), app::stop)));
        first.add(indexer);
        first.add(started(LocalService.of(
                "scheduler",
                port -> SchedulerApp.start(
                                vertx,
                                SchedulerConfig.of(
                                        settings.log("scheduler").at(port).settings()))
                        .onSuccess(this::watch),
                SchedulerApp::port,
                app -> watched(app.observer(), app::stop))));
        // They ask the indexer which rights products have.
        first.add(indexer.compose(done -> notifier()));
        LocalStack.SITES.forEach(site -> first.add(indexer.compose(done -> agent(site))));
        LocalStack.SITES.forEach(site -> first.add(indexer.compose(done -> ingest(site))));
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

    private Future<Void> notifier() {
        ServiceSettings.Builder builder = settings.of("notifier")
                .with("indexer.url", url("indexer"))
                .with("service.token", token("notifier", "service"));
        return started(LocalService.of(
                "notifier",
                port -> NotifierApp.start(
                        vertx, NotifierConfig.of(builder.at(port).settings())),
                NotifierApp::port,
                app -> watched(app.observer(), app::stop)));
    }

    private String token(String service, String role) {
        return Tokens.issuing(vertx, ISSUER, keys.publicKey(), keys.privateKey())
                .issue(service, service, List.of(role), List.of(), SERVICE_TOKEN);
    }

    /** One process has no supervisor: what a service of its own would end with is told. */
    private Supplier<Future<Void>> watched(Observer observer, Supplier<Future<Void>> stop) {
        observer.death().thenAccept(reason -> failed.complete(new IOException("a thread died: " + reason)));
        return stop;
    }

    private Future<Void> ingest(String site) {
        String name = "ingest-" + site;
        return started(LocalService.of(
                name,
                port -> IngestApp.start(
                        vertx,
                        IngestConfig.of(settings.store(name)
                                .at(port)
                                .with("site", site)
                                .with("access.base", downloads())
                                .with("indexer.url", url("indexer"))
                                .with("service.token", token(name, "site:" + site))
                                .settings())),
                IngestApp::port,
                app -> watched(app.observer(), app::stop)));
    }

    private Future<Void> agent(String site) {
        String name = "agent-" + site;
        ServiceSettings.Builder builder = settings.agent(name)
                .with("site.id", site)
                .with("site.cores", Math.max(16, Runtime.getRuntime().availableProcessors()))
                .with("site.memory.mib", 65_536)
                .with("site.deadline", "PT15S")
                .with("agent.directory", directory.site(site))
                .with("agent.python", directory.python())
                .with("agent.classpath", String.join(",", paths(BuiltInDatalabs.classPath())))
                .with("agent.starters", starter())
                .with("indexer.url", url("indexer"))
                .with("service.token", token(name, "site:" + site));
        if (portalPort > 0) {
            builder.with("agent.portal", "http://localhost:" + portalPort);
        }
        return started(LocalService.of(
                name,
                port -> AgentApp.start(vertx, AgentConfig.of(builder.at(port).settings()))
                        .onSuccess(app -> agents.put(name, app)),
                AgentApp::port,
                app -> watched(app.observer(), app::stop)));
    }

    private Future<Void> sessions() {
        ServiceSettings.Builder builder = settings.store("session-manager")
                .with("indexer.url", url("indexer"))
                .with("scheduler.url", url("scheduler"))
                .with("service.token", token("session-manager", "service"));
        return started(LocalService.of(
                "session-manager",
                port -> SessionApiApp.start(
                        vertx, SessionApiConfig.of(builder.at(port).settings()), BuiltInDatalabs.descriptors()),
                SessionApiApp::port,
                app -> watched(app.observer(), app::stop)));
    }

    private Future<Void> portal() {
        ServiceSettings.Builder builder = settings.of("portal")
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
        LocalService portal = LocalService.of(
                "portal",
                port -> {
                    ofPortal.forEach(builder::with);
                    return PortalApp.start(
                            vertx, PortalConfig.of(builder.at(port).settings()));
                },
                PortalApp::port,
                app -> watched(app.observer(), app::stop));
        return started(portal, portalPort);
    }

    private Future<Void> started(LocalService service) {
        return started(service, 0);
    }

    private Future<Void> started(LocalService service, int port) {
        return service.start(port).onSuccess(done -> {
            running.put(service.name(), service);
            shutdown.add(service.name(), service::stop);
            progress.report(service.name(), "started");
        });
    }

    /** @throws IllegalArgumentException when there is none of that name */
    LocalService named(String service) {
        LocalService found = running.get(service);
        if (found == null) {
            throw new IllegalArgumentException("no service " + service + "; there are " + running.keySet());
        }
        return found;
    }

    /** How many sessions and tasks of jobs run at the sites. */
    int runs() {
        return agents.values().stream().mapToInt(AgentApp::running).sum();
    }

    /** Ends what runs at the sites, which services that only stop leave alone. */
    Future<Void> endRuns() {
        return Future.join(agents.values().stream().map(AgentApp::endRuns).toList())
                .mapEmpty();
    }

    private URI url(String service) {
        return URI.create("http://127.0.0.1:" + running.get(service).port());
    }

    /** Known before the portal listens only when its port is given. */
    private String downloads() {
        return portalPort == 0 ? "" : "http://127.0.0.1:" + portalPort + "/api/files";
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
