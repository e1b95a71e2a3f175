package org.periapsis.embedded.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.periapsis.embedded.registry.RegistryException.Code;
import org.periapsis.kit.http.BodyReader;

/** Confluent's REST interface over a {@link SchemaRegistry}, as far as Avro clients use it. */
final class RegistryRoutes {

    private static final long LARGEST_BODY_BYTES = 4L << 20;

    private final Vertx vertx;
    private final SchemaRegistry registry;
    private final WriterAccess writers;

    RegistryRoutes(Vertx vertx, SchemaRegistry registry, WriterAccess writers) {
        this.vertx = vertx;
        this.registry = registry;
        this.writers = writers;
    }

    Router router() {
        Router router = Router.router(vertx);
        router.route().handler(new BodyReader(LARGEST_BODY_BYTES));
        subjects(router);
        schemas(router);
        levels(router);
        read(router, "/", c -> new JsonObject());
        read(router, "/mode", c -> new JsonObject().put("mode", "READWRITE"));
        read(router, "/mode/:subject", c -> new JsonObject().put("mode", "READWRITE"));
        read(router, "/contexts", c -> new JsonArray().add("."));
        router.route()
                .handler(c -> c.fail(new RegistryException(Code.UNKNOWN_PATH, "HTTP 404 Not Found")))
                .failureHandler(RegistryAnswers::fail);
        return router;
    }

    private void subjects(Router router) {
        read(router, "/subjects", c -> {
            String prefix =
                    c.queryParams().contains("subjectPrefix") ? c.queryParams().get("subjectPrefix") : "";
            return new JsonArray(registry.catalogue().bySubject().keySet().stream()
                    .filter(subject -> subject.startsWith(prefix))
                    .toList());
        });
        read(
                router,
                "/subjects/:subject/versions",
                c -> new JsonArray(IntStream.rangeClosed(
                                1,
                                SchemaRegistry.versions(registry.catalogue(), subject(c))
                                        .size())
                        .boxed()
                        .toList()));
        read(router, "/subjects/:subject/versions/:version", c -> {
            Catalogue now = registry.catalogue();
            int version = version(c, now);
            return Wire.version(subject(c), version, SchemaRegistry.version(now, subject(c), version));
        });
        read(router, "/subjects/:subject/versions/:version/schema", c -> {
            Catalogue now = registry.catalogue();
            return new JsonObject(
                    SchemaRegistry.version(now, subject(c), version(c, now)).text());
        });
        ask(router, "/subjects/:subject", c -> {
            Wire.Submitted schema = Wire.submitted(body(c));
            int version = registry.versionOf(subject(c), schema.text(), schema.references());
            return Wire.version(subject(c), version, SchemaRegistry.version(registry.catalogue(), subject(c), version));
        });
        router.post("/subjects/:subject/versions")
                .handler(c -> write(c, () -> {
                    Wire.Submitted schema = Wire.submitted(body(c));
                    return new JsonObject()
                            .put("id", registry.register(subject(c), schema.text(), schema.references()));
                }));
        ask(router, "/compatibility/subjects/:subject/versions", c -> {
            Wire.Submitted schema = Wire.submitted(body(c));
            return verdict(c, registry.problems(subject(c), schema.text(), schema.references()));
        });
        ask(router, "/compatibility/subjects/:subject/versions/:version", c -> {
            Wire.Submitted schema = Wire.submitted(body(c));
            int version = version(c, registry.catalogue());
            return verdict(c, registry.problems(subject(c), version, schema.text(), schema.references()));
        });
    }

    private void schemas(Router router) {
        read(router, "/schemas/types", c -> new JsonArray().add("AVRO"));
        read(router, "/schemas/ids/:id", c -> Wire.schema(SchemaRegistry.withId(registry.catalogue(), id(c))));
        read(
                router,
                "/schemas/ids/:id/schema",
                c -> new JsonObject(
                        SchemaRegistry.withId(registry.catalogue(), id(c)).text()));
        read(router, "/schemas/ids/:id/versions", c -> {
            Catalogue now = registry.catalogue();
            int id = SchemaRegistry.withId(now, id(c)).id();
            JsonArray uses = new JsonArray();
            now.bySubject().forEach((subject, versions) -> IntStream.range(0, versions.size())
                    .filter(i -> versions.get(i).id() == id)
                    .forEach(i ->
                            uses.add(new JsonObject().put("subject", subject).put("version", i + 1))));
            return uses;
        });
        read(router, "/schemas/ids/:id/subjects", c -> {
            Catalogue now = registry.catalogue();
            int id = SchemaRegistry.withId(now, id(c)).id();
            return new JsonArray(now.bySubject().entrySet().stream()
                    .filter(e -> e.getValue().stream().anyMatch(v -> v.id() == id))
                    .map(e -> e.getKey())
                    .toList());
        });
    }

    private void levels(Router router) {
        read(router, "/config", c -> level(registry.catalogue().level(Catalogue.ALL)));
        read(router, "/config/:subject", c -> {
            Catalogue now = registry.catalogue();
            if (!now.levels().containsKey(subject(c))
                    && !Boolean.parseBoolean(c.queryParams().get("defaultToGlobal"))) {
                throw new RegistryException(
                        Code.NO_LEVEL_OF_ITS_OWN,
                        "Subject '" + subject(c) + "' does not have subject-level compatibility configured");
            }
            return level(now.level(subject(c)));
        });
        router.put("/config").handler(c -> setLevel(c, Catalogue.ALL));
        router.put("/config/:subject").handler(c -> setLevel(c, subject(c)));
        router.delete("/config/:subject")
                .handler(c -> write(c, () -> {
                    JsonObject before = level(registry.catalogue().level(subject(c)));
                    registry.removeLevel(subject(c));
                    return before;
                }));
    }

    private void setLevel(RoutingContext c, String subject) {
        write(c, () -> {
            String name = body(c).getString("compatibility");
            CompatibilityLevel level = CompatibilityLevel.named(name)
                    .orElseThrow(
                            () -> new RegistryException(Code.INVALID_LEVEL, "Invalid compatibility level " + name));
            registry.setLevel(subject, level);
            return new JsonObject().put("compatibility", name);
        });
    }

    private static JsonObject level(CompatibilityLevel level) {
        return new JsonObject().put("compatibilityLevel", level.name());
    }

    private static JsonObject verdict(RoutingContext c, List<String> problems) {
        JsonObject verdict = new JsonObject().put("is_compatible", problems.isEmpty());
        if (Boolean.parseBoolean(c.queryParams().get("verbose"))) {
            verdict.put("messages", new JsonArray(problems));
        }
        return verdict;
    }

    private static String subject(RoutingContext c) {
        return c.pathParam("subject");
    }

    private static int id(RoutingContext c) {
        try {
            return Integer.parseInt(c.pathParam("id"));
        } catch (NumberFormatException e) {
            throw new RegistryException(Code.UNKNOWN_SCHEMA, "Schema " + c.pathParam("id") + " not found");
        }
    }

    private static int version(RoutingContext c, Catalogue now) {
        String wanted = c.pathParam("version");
        if (wanted.equals("latest") || wanted.equals("-1")) {
            return SchemaRegistry.versions(now, subject(c)).size();
        }
        if (!wanted.matches("[1-9][0-9]{0,8}")) {
            throw new RegistryException(
                    Code.INVALID_VERSION,
                    "The specified version '" + wanted + "' is not a valid version id. Allowed values are between"
                            + " [1, 2^31-1] and the string \"latest\"");
        }
        return Integer.parseInt(wanted);
    }

    private static JsonObject body(RoutingContext c) {
        try {
            JsonObject body = c.body().asJsonObject();
            return body == null ? new JsonObject() : body;
        } catch (DecodeException | ClassCastException e) {
            throw new RegistryException(Code.INVALID_REQUEST, "the body is not a JSON object");
        }
    }

    /** An answer from memory; may throw {@link RegistryException}. */
    private interface Answer {
        Object to(RoutingContext context);
    }

    private static void read(Router router, String path, Answer answer) {
        router.get(path).handler(c -> RegistryAnswers.send(c, answer.to(c)));
    }

    /** A question that needs a body; open to everybody like a read. */
    private static void ask(Router router, String path, Answer answer) {
        router.post(path).handler(c -> RegistryAnswers.send(c, answer.to(c)));
    }

    /** A change waits for the disk, which the event loop must not. */
    private void write(RoutingContext c, Callable<JsonObject> change) {
        writers.require(c.request());
        Future<JsonObject> done = vertx.executeBlocking(change);
        done.onSuccess(answer -> RegistryAnswers.send(c, answer)).onFailure(c::fail);
    }
}
