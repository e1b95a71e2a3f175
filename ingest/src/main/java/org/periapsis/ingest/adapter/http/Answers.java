package org.periapsis.ingest.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.periapsis.ingest.domain.intake.Draft;
import org.periapsis.ingest.domain.intake.IntakeDesk.Admission;
import org.periapsis.ingest.domain.intake.Verdict;
import org.periapsis.kit.kafka.Position;

/** What an archive hears of a product that was taken. */
final class Answers {
    private Answers() {}

    static void taken(RoutingContext context, Draft draft, Admission admission) {
        context.response().setStatusCode(status(admission));
        if (!admission.positions().isEmpty()) {
            context.response().putHeader(Position.HEADER, String.join(",", admission.positions()));
        }
        context.json(json(draft, admission));
    }

    static int status(Admission admission) {
        return admission.verdict().outcome() == Verdict.Outcome.REPEATED ? 200 : 201;
    }

    static JsonObject json(Draft draft, Admission admission) {
        Verdict verdict = admission.verdict();
        return new JsonObject()
                .put("product_id", verdict.productId())
                .put("revision", verdict.revision())
                .put("outcome", verdict.outcome().name().toLowerCase(Locale.ROOT))
                .put("sha256", draft.content().manifestSha256())
                .put("size", draft.content().size())
                .put("s_ra", draft.obscore().getSRa())
                .put("s_dec", draft.obscore().getSDec())
                .put("dataproduct_type", draft.obscore().getDataproductType())
                .put("positions", new JsonArray(admission.positions()));
    }
}
