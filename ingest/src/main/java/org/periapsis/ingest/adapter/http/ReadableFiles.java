package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Product;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/** The files of products that this site's archives and runs publish, for those who may read them. */
final class ReadableFiles {
    private final PostgresLedger ledger;
    private final Clock clock;

    ReadableFiles(PostgresLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * A product that the caller may read.
     *
     * @param objects of its present revision, held here
     * @param everybodys whether anybody may read it now
     */
    record ReadableProduct(List<StoredObject> objects, boolean everybodys) {}

    /** @return failed when there is no such product for this caller, whether for want of it or of a right */
    Future<ReadableProduct> of(String id, Caller caller) {
        Instant now = clock.instant();
        Rights rights = Rights.of(Viewer.of(caller.issuer(), caller.subject(), caller.roles(), caller.teams()));
        return ledger.product(id)
                .map(found -> found.filter(product -> rights.mayRead(product.rights(), now))
                        .orElseThrow(ReadableFiles::missing))
                .compose(product -> ledger.objects(
                                id, Optional.of(product.known().revision()))
                        .map(objects -> new ReadableProduct(objects, everybodys(product, now))));
    }

    private static boolean everybodys(Product product, Instant now) {
        return Rights.of(Viewer.nobody()).mayRead(product.rights(), now);
    }

    static RuntimeException missing() {
        return Problem.notFound("This site holds no such product for you")
                .remedy("Check the id, or sign in")
                .exception();
    }
}
