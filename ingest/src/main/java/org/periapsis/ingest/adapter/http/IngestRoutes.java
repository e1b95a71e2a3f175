package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.periapsis.ingest.IngestConfig;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.s3.S3Store;
import org.periapsis.ingest.domain.intake.Pace;
import org.periapsis.ingest.domain.intake.Reception;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.http.Awaited;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.observe.Audit;
import org.periapsis.kit.observe.Observer;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PresentView;

/**
 * The HTTP side. Uploads stream, so the contract's validation, which buffers, does not see their bodies; everything else is
 * checked against {@code openapi.yaml}.
 */
public final class IngestRoutes {
    /** What the handlers work with. */
    public record Parts(
            S3Store store,
            PostgresLedger ledger,
            Reception reception,
            AppliedPositions applied,
            PresentView present,
            WorkerExecutor previews,
            WorkerExecutor inspection,
            Clock clock) {}

    /** Each may take 64 MiB for a while. */
    public static final int PREVIEWS_AT_ONCE = 2;

    private static final Duration COPIES = Duration.ofSeconds(5);
    private static final String CONTRACT = "/org/periapsis/ingest/openapi.yaml";

    private final Vertx vertx;
    private final UploadHandler uploads;
    private final ReferenceHandler references;
    private final BodyReader reference = new BodyReader(ReferenceHandler.REFERENCE_BYTES);
    private final ListingHandler listings;
    private final DownloadHandler downloads;
    private final PreviewHandler previews;

    public IngestRoutes(Vertx vertx, IngestConfig config, Parts parts) {
        this.vertx = vertx;
        this.uploads = new UploadHandler(
                vertx,
                parts.inspection,
                parts.store,
                parts.reception,
                new UploadHandler.Settings(
                        config.s3().products(), config.limits(), config.accessBase(), config.authorities()));
        this.references = new ReferenceHandler(
                vertx,
                new References(
                        vertx,
                        parts.store,
                        new References.Rules(config.s3().products(), config.referenceBuckets(), config.authorities())),
                parts.reception,
                new Pace(config.limits().references(), System::nanoTime));
        this.listings = new ListingHandler(parts.ledger, parts.applied, parts.present);
        ReadableFiles files = new ReadableFiles(parts.ledger, parts.present, new Awaited(vertx, COPIES), parts.clock);
        this.downloads = new DownloadHandler(vertx, files, parts.store);
        this.previews = new PreviewHandler(
                vertx,
                files,
                parts.store,
                parts.previews,
                PREVIEWS_AT_ONCE,
                config.s3().products());
    }

    /**
     * The service's router.
     *
     * @param caughtUp whether the ledger shows everything that was written before this start
     * @param whole whether the ledger has come to the end of the log since it was made, which may be again and again
     */
    public Future<Router> router(Tokens tokens, Observer observer, BooleanSupplier caughtUp, BooleanSupplier whole) {
        Router base = ServiceRoutes.base(vertx, tokens, observer, IngestProblems::of);
        base.route()
                .handler(new AuditedRoutes("ingest", Clock.systemUTC())
                        .on("POST", "/archives/:archive/products", Audit.Act.PRODUCTS_OFFERED)::watch);
        base.route().handler(ServiceRoutes.whole(whole));
        return ServiceRoutes.contract(vertx, IngestRoutes.class, CONTRACT, Operation.OFFER_PRODUCT.id())
                .map(contract -> {
                    contract.getRoute(Operation.OFFER_PRODUCT.id())
                            .addHandler(context -> offer(context, caughtUp))
                            .addHandler(references::one);
                    contract.getRoute(Operation.GET_PRODUCT.id()).addHandler(listings::product);
                    contract.getRoute(Operation.LIST_REFUSALS.id()).addHandler(listings::refusals);
                    contract.getRoute(Operation.DOWNLOAD_PRODUCT.id()).addHandler(downloads::handle);
                    contract.getRoute(Operation.DOWNLOAD_FILE.id()).addHandler(downloads::handle);
                    contract.getRoute(Operation.READ_HEADERS.id()).addHandler(previews::headers);
                    contract.getRoute(Operation.READ_PREVIEW.id()).addHandler(previews::preview);
                    base.route().subRouter(contract.createRouter());
                    ServiceRoutes.nothingElse(base);
                    return base;
                });
    }

    private void offer(RoutingContext context, BooleanSupplier caughtUp) {
        if (!caughtUp.getAsBoolean()) {
            throw Problem.unavailable("This site is still reading what it has").exception();
        }
        String type = String.valueOf(context.request().getHeader("Content-Type"));
        int end = type.indexOf(';');
        switch (end < 0 ? type.trim() : type.substring(0, end).trim()) {
            case "multipart/form-data" -> uploads.form(context);
            case "application/json" -> {
                Offering.archive(context);
                reference.handle(context);
            }
            case "application/x-ndjson" -> references.lines(context);
            case "application/fits", "image/fits", "application/gzip", "application/octet-stream" ->
                uploads.body(context);
            default ->
                throw Problem.of("media-type", 415, "This content type is not taken")
                        .field("Content-Type")
                        .remedy("Send multipart/form-data, application/fits, application/json or application/x-ndjson")
                        .exception();
        }
    }

    /** The operations of the contract. */
    private enum Operation {
        OFFER_PRODUCT("offerProduct"),
        GET_PRODUCT("getProduct"),
        LIST_REFUSALS("listRefusals"),
        DOWNLOAD_PRODUCT("downloadProduct"),
        DOWNLOAD_FILE("downloadFile"),
        READ_HEADERS("readHeaders"),
        READ_PREVIEW("readPreview");

        private final String id;

        Operation(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }
}
