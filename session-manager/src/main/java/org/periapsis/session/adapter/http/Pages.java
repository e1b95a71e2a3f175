package org.periapsis.session.adapter.http;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.UUID;
import org.periapsis.events.door.Instants;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Views;

/** Page parameters, ids in paths, and cursors as text {@code <milliseconds>_<id>}. */
final class Pages {
    private static final int LIMIT = 50;

    private Pages() {}

    static int limit(RoutingContext context) {
        String text = context.request().getParam("limit");
        // The contract has checked that it is a number in bounds.
        return text == null ? LIMIT : Integer.parseInt(text);
    }

    static Views.After after(RoutingContext context) {
        String text = context.request().getParam("after");
        if (text == null) {
            return null;
        }
        try {
            int cut = text.indexOf('_');
            long at = Long.parseLong(text.substring(0, cut));
            Instants.flaw("after", Instant.ofEpochMilli(at)).ifPresent(flaw -> {
                throw flaw.exception();
            });
            return new Views.After(at, UUID.fromString(text.substring(cut + 1)));
        } catch (RuntimeException e) {
            throw new RequestRefused(
                    RequestRefused.Code.INVALID,
                    "after",
                    "This is not where a page ended",
                    "Send next as it came, or leave it out",
                    e);
        }
    }

    static String cursor(Views.Found last) {
        return last.entity().request().stamp().at() + "_" + last.id();
    }

    static UUID id(RoutingContext context, String what) {
        String text = context.pathParam("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new RequestRefused(RequestRefused.Code.NOT_FOUND, null, "There is no " + what + " " + text, null, e);
        }
    }
}
