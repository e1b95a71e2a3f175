package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.events.door.Ids;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.portal.adapter.http.Relay.Behind;
import org.periapsis.portal.domain.BasketContent;
import org.periapsis.portal.domain.ServiceName;

/** What a selection amounts to and where its bytes are, as the indexer counts it with the reader's own rights. */
public final class Summaries {
    private final ServiceQuestions questions;
    private final Behind indexer;

    public Summaries(ServiceQuestions questions, URI indexer) {
        this.questions = questions;
        this.indexer = new Behind(ServiceName.hub("indexer"), indexer);
    }

    /** @return {@code count, bytes, exact, sites, gone, gone_count} */
    Future<JsonObject> of(BasketContent content, Caller caller) {
        if (content.isEmpty()) {
            return Future.succeededFuture(new JsonObject()
                    .put("count", 0)
                    .put("bytes", 0)
                    .put("exact", true)
                    .put("sites", new JsonArray())
                    .put("gone", new JsonArray())
                    .put("gone_count", 0));
        }
        JsonObject asked = new JsonObject();
        content.query().ifPresentOrElse(query -> asked.put("query", query), () -> asked.put("ids", content.ids()));
        return questions.post(indexer, "/products/summary", caller, asked);
    }

    /** @return of the ids those of products of which the caller may know */
    Future<Set<String>> known(Set<String> ids, Caller caller) {
        List<String> asked = ids.stream().filter(Ids::askable).toList();
        return asked.isEmpty()
                ? Future.succeededFuture(Set.of())
                : questions
                        .post(indexer, "/products/known", caller, new JsonObject().put("ids", new JsonArray(asked)))
                        .map(answer -> answer.getJsonArray("known").stream()
                                .map(String::valueOf)
                                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Fails with the field {@code query} when the indexer does not understand the query. */
    Future<BasketContent> understood(BasketContent content, Caller caller) {
        if (content.query().isEmpty()) {
            return Future.succeededFuture(content);
        }
        return of(content, caller)
                .map(content)
                .recover(failure -> failure instanceof ProblemException refused
                                && refused.problem().status() == 400
                        ? Future.failedFuture(Problem.badRequest(
                                        "query",
                                        refused.problem()
                                                        .field()
                                                        .map(field -> field + ": ")
                                                        .orElse("")
                                                + refused.problem().detail(),
                                        refused.problem().remedy().orElse("See the parameters of GET /api/products"))
                                .exception(failure))
                        : Future.failedFuture(failure));
    }
}
