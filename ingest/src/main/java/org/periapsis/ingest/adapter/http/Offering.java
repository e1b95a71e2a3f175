package org.periapsis.ingest.adapter.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.Document;
import org.periapsis.events.door.FlawedException;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;

/**
 * Who offers products by a request, and under what condition.
 *
 * @param expectedRevision of If-Match; empty for a new product
 * @param trace W3C trace context
 */
record Offering(String archive, Optional<Integer> expectedRevision, String trace) {
    private static final Pattern ARCHIVE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern REVISION = Pattern.compile("\"?([0-9]{1,9})\"?");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._~+-]");
    private static final int LONGEST_NAME = 200;

    /** Refuses callers who do not speak for the archive. */
    static Offering of(RoutingContext context) {
        String archive = archive(context);
        if (Authorities.isPlatform(archive)) {
            throw Problem.badRequest(
                            "archive",
                            "Under this name the platform publishes",
                            "Offer products under an archive's name")
                    .exception();
        }
        String match = context.request().getHeader("If-Match");
        Optional<Integer> revision = Optional.empty();
        if (match != null) {
            var matcher = REVISION.matcher(match.trim());
            if (!matcher.matches()) {
                throw Problem.badRequest("If-Match", "If-Match is not a revision", "Send a number, such as \"1\"")
                        .exception();
            }
            revision = Optional.of(Integer.parseInt(matcher.group(1)));
        }
        return new Offering(archive, revision, ServiceRoutes.trace(context));
    }

    /** The archive in the path, for whose owner or an operator this is. */
    static String archive(RoutingContext context) {
        String archive = context.pathParam("archive");
        if (!ARCHIVE.matcher(archive).matches()) {
            throw Problem.badRequest("archive", "This is no archive's name", "Use letters, digits, '.', '_' and '-'")
                    .exception();
        }
        Caller caller = ServiceRoutes.signedIn(context);
        if (!caller.has("archive:" + archive) && !caller.operator()) {
            throw Problem.notAllowed("You do not speak for the archive " + archive)
                    .remedy("Ask an operator for the role archive:" + archive)
                    .exception();
        }
        return archive;
    }

    /** A file name that is safe in an object key and in a product id. */
    static String fileName(String offered) {
        String last = offered == null
                ? ""
                : offered.substring(offered.replace('\\', '/').lastIndexOf('/') + 1);
        String safe = UNSAFE.matcher(last.trim()).replaceAll("_");
        if (safe.isEmpty() || safe.startsWith(".") || safe.length() > LONGEST_NAME) {
            throw new RefusedException(new Refusal(
                    Refusal.Reason.BAD_METADATA,
                    "name",
                    safe.isEmpty() ? "the file has no name" : "the file name is not usable",
                    "give a plain file name of at most " + LONGEST_NAME + " characters"));
        }
        return safe;
    }

    /** JSON fields; refuses what is no object, or has a text that some store cannot take. */
    static Map<String, Object> fields(String json) {
        try {
            Map<String, Object> fields = new HashMap<>(new JsonObject(json).getMap());
            Document.flaw("", fields).ifPresent(flaw -> {
                throw new RefusedException(Refusal.of(flaw));
            });
            return fields;
        } catch (DecodeException e) {
            if (e.getCause() instanceof FlawedException flawed) {
                throw new RefusedException(Refusal.of(flawed.flaw()));
            }
            throw new RefusedException(new Refusal(
                    Refusal.Reason.BAD_METADATA,
                    "metadata",
                    "the metadata are not a JSON object",
                    "send one object with ObsCore names"));
        }
    }
}
