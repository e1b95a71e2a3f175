package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.periapsis.events.door.Flaw;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.NotTaken;
import org.periapsis.ingest.domain.intake.Readers;
import org.periapsis.ingest.domain.intake.Verdict;
import org.periapsis.kit.http.AuditedRoutes;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.observe.Audit;

/** What an archive hears of a product that was taken. */
final class Answers {
    private Answers() {}

    /** @param leftOut of what the headers say */
    static Future<Void> taken(RoutingContext context, Draft draft, List<Flaw> leftOut, Admission admission) {
        noted(context, draft, admission);
        context.response().setStatusCode(status(admission));
        if (!admission.positions().isEmpty()) {
            context.response().putHeader(Position.HEADER, String.join(",", admission.positions()));
        }
        return context.json(json(draft, leftOut, admission));
    }

    /** A revision that others may read than could before is an act of its own, in the audit log. */
    static void noted(RoutingContext context, Draft draft, Admission admission) {
        Readers now = Readers.of(draft.obscore());
        admission
                .verdict()
                .before()
                .filter(before -> !before.equals(now))
                .ifPresent(before -> AuditedRoutes.also(
                        context,
                        Audit.Act.RIGHTS_CHANGED,
                        Map.of("product", draft.productId(), "was", before.toString(), "is", now.toString())));
    }

    static int status(Admission admission) {
        return admission.verdict().outcome() == Verdict.Outcome.REPEATED ? 200 : 201;
    }

    static JsonObject json(Draft draft, List<Flaw> leftOut, Admission admission) {
        Verdict verdict = admission.verdict();
        JsonObject json = new JsonObject()
                .put("product_id", verdict.productId())
                .put("revision", verdict.revision())
                .put("outcome", verdict.outcome().name().toLowerCase(Locale.ROOT))
                .put("sha256", draft.content().manifestSha256())
                .put("size", draft.content().size())
                .put("s_ra", draft.obscore().getSRa())
                .put("s_dec", draft.obscore().getSDec())
                .put("dataproduct_type", draft.obscore().getDataproductType())
                .put("positions", new JsonArray(admission.positions()));
        JsonArray warnings = new JsonArray();
        if (verdict.outcome() == Verdict.Outcome.REPEATED) {
            verdict.known()
                    .map(known -> NotTaken.of(draft, known))
                    .orElse(List.of())
                    .forEach(one -> warnings.add(notTaken(one, verdict)));
        }
        leftOut.forEach(flaw -> warnings.add(new JsonObject()
                .put("field", flaw.field())
                .put("detail", flaw.detail())
                .put("remedy", flaw.remedy())));
        return warnings.isEmpty() ? json : json.put("warnings", warnings);
    }

    /** A repeat changes nothing; whoever gave other metadata shall not take it for done. */
    private static JsonObject notTaken(NotTaken one, Verdict verdict) {
        String holds = one.holds().map(value -> "it stays " + value).orElse("it has none");
        return new JsonObject()
                .put("field", one.field())
                .put(
                        "detail",
                        (one.lessHeldBack() ? "The product is NOT held back as you ask: " : "")
                                + "these bytes are known already, and " + one.field() + " = " + one.given()
                                + " was not taken: " + holds)
                .put(
                        "remedy",
                        "To change it, revise the product: offer the file again with all its metadata, obs_publisher_did = "
                                + verdict.productId() + " and If-Match: \"" + verdict.revision() + "\"")
                .put("not_taken", true)
                .put("less_held_back", one.lessHeldBack())
                .put("given", one.given())
                .put("holds", one.holds().orElse(null));
    }
}
