package org.periapsis.portal.adapter.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.periapsis.events.door.Text;
import org.periapsis.events.door.Utf8;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.BodyReader;
import org.periapsis.kit.http.ClientAddress;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.Turns;
import org.periapsis.portal.adapter.postgres.LaunchSetStore;
import org.periapsis.portal.domain.Allowance;
import org.periapsis.portal.domain.BasketContent;
import org.periapsis.portal.domain.LaunchSet;

/**
 * {@code POST /launch}: an archive's page hands over up to 10,000 products, and the browser that posted them goes on to the
 * launch page. Nobody's cookie is looked at: any site may post here.
 */
public final class LaunchSetRoutes {
    private static final int BODY_BYTES = 4 << 20;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int LONGEST = 512;
    /** One more id than a set holds is told as such; what comes after is not looked at. */
    private static final int FIELDS = BasketContent.MOST + 100;

    private final LaunchSetStore store;
    private final Allowance allowance;
    private final Turns turns;

    /**
     * @param posts that one address may make in ten minutes
     * @param turns of who reads
     */
    public LaunchSetRoutes(LaunchSetStore store, Clock clock, int posts, Turns turns) {
        this.store = store;
        this.turns = turns;
        this.allowance = new Allowance(clock, posts, WINDOW);
    }

    public void mount(Router router) {
        router.post("/launch")
                .handler(this::admit)
                .handler(new BodyReader(BODY_BYTES))
                .handler(this::post);
        router.get("/api/launch-sets/:id").handler(this::get);
    }

    private void admit(RoutingContext context) {
        if (!allowance.take(ClientAddress.network(ClientAddress.of(context.request())))) {
            throw Problem.of("too-many-launches", 429, "Too many selections came from your address")
                    .remedy("Try again in ten minutes, or link to /launch?id= for a single product")
                    .retryAfter(WINDOW)
                    .exception();
        }
        context.next();
    }

    /** Vert.x takes forms of 256 fields: this one is read as it came, and not on the event loop. */
    private void post(RoutingContext context) {
        String type =
                String.valueOf(context.request().getHeader("Content-Type")).toLowerCase(Locale.ROOT);
        Buffer body = context.body().buffer() == null
                ? Buffer.buffer()
                : context.body().buffer();
        Aside.call(context.vertx(), () -> Selection.of(Posted.of(type, body)))
                .compose(selection -> store.put(selection.set()).map(full -> {
                    full.ifPresent(wait -> {
                        throw Problem.unavailable("There is no room for another selection now")
                                .retryAfter(wait)
                                .exception();
                    });
                    return location(selection.set(), selection.posted());
                }))
                .onSuccess(location -> context.response()
                        .setStatusCode(303)
                        .putHeader("Location", location)
                        .end())
                .onFailure(context::fail);
    }

    private void get(RoutingContext context) {
        String id = context.pathParam("id");
        if (id.length() != LaunchSet.ID_LENGTH) {
            throw gone();
        }
        BasketRoutes.read(context, turns, () -> store.get(id).compose(found -> {
            LaunchSet set = found.orElseThrow(LaunchSetRoutes::gone);
            return Aside.made(context, () -> new JsonObject().put("ids", new JsonArray(set.ids())));
        }));
    }

    private static RuntimeException gone() {
        return Problem.notFound("There is no such selection, or it is older than a day")
                .field("id")
                .remedy("Go back to the archive's page and start again from there")
                .exception();
    }

    private static String location(LaunchSet set, Posted posted) {
        StringBuilder text = new StringBuilder("/launch?set=").append(set.id());
        posted.datalab().ifPresent(value -> text.append("&datalab=").append(encoded(value)));
        posted.path().ifPresent(value -> text.append("&path=").append(encoded(value)));
        return text.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** What was posted, and the set that it makes. */
    private record Selection(Posted posted, LaunchSet set) {
        static Selection of(Posted posted) {
            try {
                return new Selection(posted, LaunchSet.of(posted.ids()));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(posted.idField(), e.getMessage(), "Give 1 to 10,000 product ids")
                        .exception(e);
            }
        }
    }

    /**
     * What was posted, as a form or as JSON.
     *
     * @param idField what the ids are called in it
     */
    private record Posted(String idField, List<String> ids, Optional<String> datalab, Optional<String> path) {
        static Posted of(String type, Buffer body) {
            if (type.startsWith("application/json")) {
                Fields fields = Fields.of(body);
                return new Posted(
                        "ids",
                        fields.texts("ids").orElseThrow(() -> Fields.bad("ids", "is missing")),
                        checked("datalab", fields.text("datalab")),
                        checked("path", fields.text("path")));
            }
            if (type.startsWith("application/x-www-form-urlencoded")) {
                Map<String, List<String>> form = form(body);
                return new Posted(
                        "id",
                        ids(form),
                        checked("datalab", first(form, "datalab")),
                        checked("path", first(form, "path")));
            }
            throw Problem.of("media-type", 415, "This content type is not taken")
                    .field("Content-Type")
                    .remedy("Send application/x-www-form-urlencoded, or application/json")
                    .exception();
        }

        private static Map<String, List<String>> form(Buffer body) {
            String text = body.toString(StandardCharsets.UTF_8);
            if (!Utf8.is(body.getBytes()) || !Utf8.encoded(text)) {
                throw Problem.badRequest("body", "The form is not UTF-8", "Percent-encode the UTF-8 of its values")
                        .exception();
            }
            try {
                return new QueryStringDecoder(text, StandardCharsets.UTF_8, false, FIELDS).parameters();
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("body", "The body is no form", "Percent-encode its values")
                        .exception(e);
            }
        }

        /** A field may be a list of its own: one id a line, as a textarea gives it. */
        private static List<String> ids(Map<String, List<String>> form) {
            return form.getOrDefault("id", List.of()).stream()
                    .flatMap(String::lines)
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .toList();
        }

        private static Optional<String> first(Map<String, List<String>> form, String name) {
            return form.getOrDefault(name, List.of()).stream().findFirst();
        }

        private static Optional<String> checked(String field, Optional<String> value) {
            value.filter(text -> !Text.plain(text)).ifPresent(text -> {
                throw Problem.badRequest(field, field + " has a control character", "Leave it out")
                        .exception();
            });
            value.filter(text -> text.length() > LONGEST).ifPresent(text -> {
                throw Problem.badRequest(field, field + " is longer than " + LONGEST + " characters", "Shorten it")
                        .exception();
            });
            return value.filter(text -> !text.isEmpty());
        }
    }
}
