package org.periapsis.ingest.adapter.http;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.StoredObject;
import org.periapsis.ingest.adapter.postgres.PostgresLedger;
import org.periapsis.ingest.adapter.postgres.PostgresLedger.Product;
import org.periapsis.ingest.domain.intake.IntakeDesk;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.http.Awaited;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.postgres.PresentView;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/**
 * The files of products that this site's archives and runs publish, for those who may read them. Who asks may know of a product
 * from the index, before the ledger here has it: that there is none is said when the ledger is not behind.
 */
final class ReadableFiles {
    private final PostgresLedger ledger;
    private final PresentView present;
    private final Awaited copies;
    private final Clock clock;

    /** @param copies waits for the replica of a product that has just been taken */
    ReadableFiles(PostgresLedger ledger, PresentView present, Awaited copies, Clock clock) {
        this.ledger = ledger;
        this.present = present;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * A product that the caller may read.
     *
     * @param objects of its present revision, held here
     * @param everybodys whether anybody may read it now
     */
    record ReadableProduct(List<StoredObject> objects, boolean everybodys) {}

    /** A product that the caller may read, and when its bytes were taken; empty for want of it or of a right. */
    private record Look(Optional<ReadableProduct> product, Optional<Instant> taken) {
        boolean lacks() {
            return product.map(readable -> readable.objects().isEmpty()).orElse(true);
        }

        boolean awaitsCopy(Instant now) {
            return product.isPresent()
                    && lacks()
                    && taken.filter(at -> Duration.between(at, now).abs().compareTo(IntakeDesk.REPLICA_WITHIN) < 0)
                            .isPresent();
        }
    }

    /** @return failed when there is no such product for this caller, whether for want of it or of a right */
    Future<ReadableProduct> of(String id, Caller caller) {
        Instant now = clock.instant();
        Rights rights = Rights.of(Viewer.of(caller.issuer(), caller.subject(), caller.roles(), caller.teams()));
        return present.sure(() -> look(id, rights, now), Look::lacks)
                .compose(found -> found.awaitsCopy(now)
                        ? copies.until(
                                () -> look(id, rights, now),
                                look -> look.awaitsCopy(now),
                                "The bytes of this product have just been taken, and where they are is not known yet")
                        : Future.succeededFuture(found))
                .map(found -> found.product().orElseThrow(ReadableFiles::missing));
    }

    private Future<Look> look(String id, Rights rights, Instant now) {
        return ledger.product(id).compose(found -> {
            Optional<Product> readable = found.filter(product -> rights.mayRead(product.rights(), now));
            if (readable.isEmpty()) {
                return Future.succeededFuture(new Look(Optional.empty(), Optional.empty()));
            }
            Product product = readable.get();
            return ledger.objects(id, Optional.of(product.known().revision()))
                    .map(objects -> new Look(
                            Optional.of(new ReadableProduct(objects, everybodys(product, now))), product.taken()));
        });
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
