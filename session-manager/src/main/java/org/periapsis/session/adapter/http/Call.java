package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.periapsis.events.door.Ids;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.Requester;

/**
 * One request of a signed-in person, without what is of HTTP only.
 *
 * @param key the Idempotency-Key; null for none
 * @param canonicalBody the body's text in which the order of fields does not show
 */
record Call(Requester who, String trace, String key, String canonicalBody) {
    static final String KEY = "Idempotency-Key";

    static Call of(RoutingContext context) {
        JsonObject body = context.body() == null ? null : context.body().asJsonObject();
        String key = context.request().getHeader(KEY);
        if (key != null) {
            Ids.key(KEY, key.isBlank() ? "" : key);
        }
        return new Call(who(context), ServiceRoutes.trace(context), key, body == null ? "" : Bodies.canonical(body));
    }

    static Requester who(RoutingContext context) {
        Caller caller = ServiceRoutes.signedIn(context);
        return new Requester(caller.issuer(), caller.subject(), caller.teams(), caller.roles());
    }

    /** @return the id of what this call makes: the same for the same owner and key, otherwise new */
    UUID entityId(String kind) {
        return key == null ? UUID.randomUUID() : DerivedId.of(kind, who.issuer(), who.subject(), key);
    }

    /** @return the id of an event about an entity: the same for the same owner, key and body */
    UUID eventId(String type, String subject) {
        return key == null
                ? UUID.randomUUID()
                : DerivedId.of(type, subject, who.issuer(), who.subject(), key, canonicalBody);
    }
}
