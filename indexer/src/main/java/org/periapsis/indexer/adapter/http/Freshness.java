package org.periapsis.indexer.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.periapsis.indexer.domain.search.FoundProduct;
import org.periapsis.indexer.domain.search.Resolved;
import org.periapsis.kit.http.Awaited;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.kit.kafka.LogEnds;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.PresentView;

/** How present an answer is: of a view that has the caller's own writes, and all of the log where something is not there. */
public final class Freshness {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AppliedPositions positions;
    private final PresentView present;
    private final Awaited awaited;
    private final Duration copies;

    /**
     * @param whole whether the view has come to the end of the log since it was made
     * @param copies within which after a product's bytes the first copy of them is on the log, or does not come by itself
     */
    public Freshness(Vertx vertx, AppliedPositions positions, LogEnds ends, BooleanSupplier whole, Duration copies) {
        this.positions = positions;
        this.present = new PresentView(ends, positions, whole, PATIENCE);
        this.awaited = new Awaited(vertx, PATIENCE);
        this.copies = copies;
    }

    /** Read your own writes: waits until the view has what the caller wants to see. */
    Future<Void> caughtUp(RoutingContext context) {
        List<Position> wanted = ServiceRoutes.positions(context);
        if (wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        return positions
                .await(wanted, PATIENCE)
                .compose(seen -> seen
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture(Problem.unavailable("The search has not come to that position yet")
                                .field(Position.HEADER)
                                .exception()));
    }

    /** @return an answer that something is not there only from a view that is not behind the log */
    <T> Future<T> sure(Supplier<Future<T>> question, Predicate<T> lacks) {
        return present.sure(question, lacks);
    }

    /** @return a selection whose copies are known: what is placed by it would fail for want of one that is about to be told of */
    Future<Resolved> resolved(Supplier<Future<Resolved>> question, Instant now) {
        return sure(question, Resolved::lacks)
                .compose(found -> found.awaitsCopies(now, copies)
                        ? awaited.until(
                                question,
                                answer -> answer.awaitsCopies(now, copies),
                                "Where the bytes of a product are that has just been taken is not known yet")
                        : Future.succeededFuture(found));
    }

    /** @return whether a copy of its bytes is about to be told of */
    boolean awaitsCopy(FoundProduct product, Instant now) {
        return product.awaitsCopy(now, copies);
    }
}
