package org.periapsis.indexer.domain.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Head;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/**
 * A product as a search gives it.
 *
 * @param sites sites that hold its present bytes, sorted
 * @param sortKey its place in the order asked for
 */
public record FoundProduct(Head head, Content content, List<String> sites, double sortKey) {
    private static final Set<String> BY_REFERENCE = Set.of("reference", "bulk");

    public FoundProduct {
        sites = List.copyOf(sites);
    }

    /**
     * Whether a copy of its bytes is about to be told of: none is known, and they were taken so lately that the site which took
     * them has yet to say that it holds them. It does so when it knows that the product is this one. Of a reference by
     * {@code access_url} nobody need hold the bytes.
     *
     * @param within how long after a product its copy is told of at most
     */
    public boolean awaitsCopy(Instant now, Duration within) {
        return sites.isEmpty()
                && !head.withdrawn()
                && !(BY_REFERENCE.contains(content.publisher().intake())
                        && content.obscore().getAccessUrl() != null)
                && Duration.between(head.times().revisedAt(), now).abs().compareTo(within) < 0;
    }

    /** What decides who may know of it. */
    public ProductRights rights() {
        return new ProductRights(
                Level.of(content.obscore().getDataRights().name()),
                Optional.ofNullable(content.obscore().getObsReleaseDate()),
                content.publisher().archive(),
                content.access().owner().map(owner -> new Person(owner.getIssuer(), owner.getSubject())),
                content.access().team(),
                head.withdrawn());
    }
}
