package org.periapsis.ingest.adapter.tasks;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.periapsis.events.Owner;
import org.periapsis.events.TransferOrdered;
import org.periapsis.ingest.adapter.s3.ObjectReader;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.Viewer;

/**
 * Asks, just before products are copied from site to site, whether the person for whom that is done may read them still, by the
 * same table as staging does.
 */
final class TransferRights {
    private static final int NAMED = 10;

    private final Optional<IndexedRights> index;
    private final Clock clock;

    /** One line of a manifest. */
    record Numbered(int number, ManifestEntry entry) {}

    /** @param index empty: what the session-manager resolved is copied */
    TransferRights(Optional<IndexedRights> index, Clock clock) {
        this.index = index;
        this.clock = clock;
    }

    /**
     * Looks at all that is ordered.
     *
     * @throws ObjectReader.Unusable naming by their numbers those that may not be read: who reads it need not know of them
     * @throws IOException when the index does not answer, which can be asked again
     */
    void check(TransferOrdered order, List<Numbered> entries) throws ObjectReader.Unusable, IOException {
        if (index.isEmpty() || entries.isEmpty()) {
            return;
        }
        Map<String, ProductRights> rights = Waiting.on(index.get()
                .of(entries.stream()
                        .map(each -> each.entry().productId())
                        .distinct()
                        .toList()));
        Instant now = clock.instant();
        List<Numbered> lost = entries.stream()
                .filter(each -> !mayRead(order.getOwner(), each.entry(), rights, now))
                .toList();
        if (!lost.isEmpty()) {
            throw new ObjectReader.Unusable(
                    "inputs that could be read when they were selected may not be read any more: "
                            + lost.size() + ", by number in the selection "
                            + lost.stream()
                                    .limit(NAMED)
                                    .map(each -> String.valueOf(each.number()))
                                    .collect(Collectors.joining(", "))
                            + (lost.size() > NAMED ? ", …" : ""));
        }
    }

    private static boolean mayRead(Owner owner, ManifestEntry entry, Map<String, ProductRights> rights, Instant now) {
        Viewer person = Viewer.of(owner.getIssuer(), owner.getSubject(), List.of(), List.of());
        Viewer reader = entry.granted().map(person::with).orElse(person);
        return rights.containsKey(entry.productId()) && Rights.of(reader).mayRead(rights.get(entry.productId()), now);
    }
}
