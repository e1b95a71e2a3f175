package org.periapsis.indexer.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.indexer.domain.search.Caller;

/** Callers as the search sees them: identity, teams, archives; operators and services see everything. */
final class Callers {
    private static final String ARCHIVE = "archive:";

    private Callers() {}

    static Caller of(org.periapsis.kit.auth.Caller caller) {
        if (caller.anonymous()) {
            return Caller.anonymous();
        }
        return new Caller(
                Optional.of(new Caller.Identity(caller.issuer(), caller.subject())),
                Set.copyOf(caller.teams()),
                archives(caller.roles()),
                caller.operator() || caller.service());
    }

    /** On whose behalf a service asks; nobody in particular when it does not say. A service has no rights to lend. */
    static Caller onBehalf(JsonObject json) {
        if (json == null) {
            return Caller.anonymous();
        }
        List<String> roles = strings(json, "roles");
        return new Caller(
                Optional.of(new Caller.Identity(json.getString("issuer"), json.getString("subject"))),
                Set.copyOf(strings(json, "teams")),
                archives(roles),
                roles.contains("operator"));
    }

    private static Set<String> archives(Collection<String> roles) {
        return roles.stream()
                .filter(role -> role.startsWith(ARCHIVE))
                .map(role -> role.substring(ARCHIVE.length()))
                .collect(Collectors.toSet());
    }

    private static List<String> strings(JsonObject json, String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }
}
