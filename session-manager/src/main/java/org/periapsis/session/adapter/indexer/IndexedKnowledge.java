package org.periapsis.session.adapter.indexer;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.session.domain.request.KnownProducts;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;

/** Decides by the rights that the index has. A product that the index does not have is nothing that anybody may know of. */
public final class IndexedKnowledge implements KnownProducts {
    private final IndexedRights index;
    private final Clock clock;

    public IndexedKnowledge(IndexedRights index, Clock clock) {
        this.index = index;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Set<String>> among(Collection<String> ids, Requester who) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Set.<String>of()).toCompletionStage();
        }
        Rights rights = Rights.of(Viewer.of(who.issuer(), who.subject(), who.roles(), who.teams()));
        return index.of(ids)
                .map(found -> {
                    Instant now = clock.instant();
                    return found.entrySet().stream()
                            .filter(product -> rights.mayKnow(product.getValue(), now))
                            .map(product -> product.getKey())
                            .collect(Collectors.toUnmodifiableSet());
                })
                .recover(failure -> Future.failedFuture(
                        RequestRefused.unavailable("The index of products does not answer", failure)))
                .toCompletionStage();
    }
}
