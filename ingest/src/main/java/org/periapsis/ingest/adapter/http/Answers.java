package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.periapsis.events.door.Flaw;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.Verdict;
import org.periapsis.kit.kafka.Position;

/** What an archive hears of a product that was taken. */
final class Answers {
    private Answers() {}

    /** @param leftOut of what the headers say */
    static Future<Void> taken(RoutingContext context, Draft draft, List<Flaw> leftOut, Admission admission) {
        context.response().setStatusCode(status(admission));
        if (!admission.positions().isEmpty()) {
            context.response().putHeader(Position.HEADER, String.join(",", admission.positions()));
        }
        return context.json(json(draft, leftOut, admission));
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
        if (!leftOut.isEmpty()) {
            JsonArray warnings = new JsonArray();
            leftOut.forEach(flaw -> warnings.add(new JsonObject()
                    .put("field", flaw.field())
                    .put("detail", flaw.detail())
                    .put("remedy", flaw.remedy())));
            json.put("warnings", warnings);
        }
        return json;
    }
}
