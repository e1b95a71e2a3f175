package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Product;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Refused;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PresentView;

/** Tells an archive what became of its offers. Waits for the caller's own writes. */
final class ListingHandler {
    private static final int MOST = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PostgresLedger ledger;
    private final AppliedPositions applied;
    private final PresentView present;

    ListingHandler(PostgresLedger ledger, AppliedPositions applied, PresentView present) {
        this.ledger = ledger;
        this.applied = applied;
        this.present = present;
    }

    private record Key(Optional<Instant> at, Optional<UUID> id) {}

    void refusals(RoutingContext context) {
        String archive = Offering.archive(context);
        int limit = limit(context.queryParams().get("limit"));
        Key key = key(context.queryParams().get("after"));
        upToDate(context)
                .compose(done -> ledger.refusals(archive, key.at, key.id, limit))
                .onSuccess(list -> context.json(page(list, limit)))
                .onFailure(context::fail);
    }

    void product(RoutingContext context) {
        String archive = Offering.archive(context);
        String id = context.queryParams().get("id");
        if (id == null) {
            throw Problem.badRequest("id", "The query parameter id is missing", "Add ?id=<product id>")
                    .exception();
        }
        upToDate(context)
                .compose(done -> present.sure(() -> ledger.product(id), Optional::isEmpty))
                .map(found -> found.filter(p -> p.known().archive().equals(archive))
                        .orElseThrow(() -> Problem.notFound("The archive has no such product at this site")
                                .exception()))
                .compose(p ->
                        ledger.objects(id, Optional.of(p.known().revision())).map(objects -> json(p, objects)))
                .onSuccess(context::json)
                .onFailure(context::fail);
    }

    private Future<Void> upToDate(RoutingContext context) {
        List<Position> positions = ServiceRoutes.positions(context);
        return positions.isEmpty()
                ? Future.succeededFuture()
                : applied.await(positions, PATIENCE)
                        .compose(seen -> seen
                                ? Future.succeededFuture()
                                : Future.failedFuture(Problem.unavailable("The ledger is not there yet")
                                        .exception()));
    }

    private static JsonObject json(Product p, List<org.periapsis.events.StoredObject> objects) {
        JsonArray files = new JsonArray();
        objects.forEach(o -> files.add(new JsonObject()
                .put("name", o.getName())
                .put("size", o.getSize())
                .put("sha256", o.getSha256())
                .put("location", "s3://" + o.getBucket() + "/" + o.getKey())));
        return new JsonObject()
                .put("product_id", p.known().productId())
                .put("revision", p.known().revision())
                .put("manifest_sha256", p.known().manifestSha256())
                .put("size", p.size())
                .put("withdrawn", p.rights().withdrawn())
                .put("files", files);
    }

    private static JsonObject page(List<Refused> list, int limit) {
        JsonArray items = new JsonArray();
        list.forEach(r -> items.add(new JsonObject()
                .put("refusal_id", r.id().toString())
                .put("refused_at", r.at().toString())
                .put("intake", r.intake())
                .put("source", r.source())
                .put("code", r.code())
                .put("field", r.field())
                .put("reason", r.reason())
                .put("remedy", r.remedy())
                .put("sha256", r.sha256())
                .put("size", r.size())));
        JsonObject page = new JsonObject().put("refusals", items);
        if (list.size() == limit) {
            Refused last = list.get(limit - 1);
            page.put(
                    "next",
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString((last.at() + " " + last.id()).getBytes(StandardCharsets.UTF_8)));
        }
        return page;
    }

    private static int limit(String text) {
        try {
            int limit = text == null ? 100 : Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw badLimit();
        }
        throw badLimit();
    }

    private static RuntimeException badLimit() {
        return Problem.badRequest("limit", "limit is not between 1 and " + MOST, "Give a number in that range")
                .exception();
    }

    private static Key key(String after) {
        if (after == null) {
            return new Key(Optional.empty(), Optional.empty());
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            return new Key(
                    Optional.of(Instant.parse(text.substring(0, space))),
                    Optional.of(UUID.fromString(text.substring(space + 1))));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw Problem.badRequest("after", "after is not a page's next", "Send next back as it came")
                    .exception(e);
        }
    }
}
