package org.periapsis.indexer.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.rights.Viewer;

/** Callers, and those for whom they ask. */
final class Callers {
    private Callers() {}

    static Viewer of(Caller caller) {
        return Viewer.of(caller.issuer(), caller.subject(), caller.roles(), caller.teams());
    }

    /** On whose behalf a service asks; nobody in particular when it does not say. A service has no rights to lend. */
    static Viewer onBehalf(JsonObject json) {
        return json == null
                ? Viewer.nobody()
                : Viewer.of(
                                json.getString("issuer"),
                                json.getString("subject"),
                                strings(json, "roles"),
                                strings(json, "teams"))
                        .lentNothing();
    }

    private static List<String> strings(JsonObject json, String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
