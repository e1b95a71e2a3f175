package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Product;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Rights;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Problem;

/** The files of products that this site's archives and runs publish, for those who may read them. */
final class ReadableFiles {
    private final PostgresLedger ledger;
    private final Clock clock;

    ReadableFiles(PostgresLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @return the present revision's objects held here; failed when there is no such product for this caller */
    Future<List<StoredObject>> of(String id, Caller caller) {
        return ledger.product(id)
                .map(product -> readable(product, caller))
                .compose(product ->
                        ledger.objects(id, Optional.of(product.known().revision())));
    }

    private Product readable(Optional<Product> found, Caller caller) {
        Product product = found.filter(p -> !p.withdrawn()).orElseThrow(ReadableFiles::missing);
        if (mayRead(product.rights(), caller)) {
            return product;
        }
        if (caller.anonymous()) {
            throw Problem.signInFirst().exception();
        }
        // Whether a private product exists is private too.
        throw missing();
    }

    private boolean mayRead(Rights rights, Caller caller) {
        boolean released =
                rights.release().filter(at -> !at.isAfter(clock.instant())).isPresent();
        boolean owner = rights.ownerSubject().filter(caller.subject()::equals).isPresent()
                && rights.ownerIssuer().filter(caller.issuer()::equals).isPresent();
        return (rights.dataRights().equals("PUBLIC") && rights.release().isEmpty())
                || released
                || (owner && !caller.anonymous())
                || rights.team().filter(caller.teams()::contains).isPresent()
                || caller.has("archive:" + rights.archive())
                || caller.operator()
                || caller.service();
    }

    static RuntimeException missing() {
        return Problem.notFound("This site holds no such product for you").exception();
    }
}
