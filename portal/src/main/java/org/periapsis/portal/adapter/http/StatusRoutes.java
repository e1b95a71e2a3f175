package org.periapsis.portal.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.domain.Health;
import org.periapsis.portal.domain.HealthBook;

/** {@code GET /api/status}: how every service is, for everybody; why, for operators. */
public final class StatusRoutes {
    private final HealthBook book;
    private final Clock clock;

    public StatusRoutes(HealthBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.get("/api/status").handler(this::status);
    }

    private void status(RoutingContext context) {
        boolean operator = ServiceRoutes.caller(context).operator();
        JsonArray services = new JsonArray();
        for (HealthBook.Line line : book.lines()) {
            services.add(json(line, operator));
        }
        context.response().putHeader("Cache-Control", "no-store");
        context.json(new JsonObject()
                .put("services", services)
                .put("as_of", clock.instant().toString()));
    }

    private static JsonObject json(HealthBook.Line line, boolean operator) {
        Health health = line.health();
        JsonObject json = new JsonObject()
                .put("service", line.name().service())
                .put("site", line.name().site())
                .put("state", health.state().name())
                .put("since", health.since().toString())
                .put("detail", health.detail());
        return operator && !health.diagnosis().isEmpty() ? json.put("diagnosis", health.diagnosis()) : json;
    }
}
