package org.periapsis.indexer.domain.search;

import java.util.List;
import java.util.Optional;
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
    public FoundProduct {
        sites = List.copyOf(sites);
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
