package org.periapsis.indexer.domain.view;

import java.util.List;
import java.util.Optional;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductFile;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductRevised;
import org.periapsis.events.Provenance;

/**
 * What a revision says about a product, whole.
 *
 * @param size bytes of all files
 */
public record Content(
        ObsCore obscore,
        Publisher publisher,
        List<ProductFile> files,
        long size,
        Access access,
        Optional<Provenance> provenance) {
    public Content {
        files = List.copyOf(files);
    }

    /**
     * Where it comes from.
     *
     * @param intake way in: http, reference, bulk, s3, kafka, folder, harvest or run
     */
    public record Publisher(String archive, String site, String intake) {}

    /** Who may see it whatever its rights say. */
    public record Access(Optional<Owner> owner, Optional<String> team) {}

    static Content of(ProductIngested e) {
        return new Content(
                e.getObscore(),
                new Publisher(e.getArchive(), e.getSite(), e.getIntake()),
                e.getFiles(),
                e.getSize(),
                new Access(Optional.ofNullable(e.getOwner()), Optional.ofNullable(e.getTeam())),
                Optional.ofNullable(e.getProvenance()));
    }

    static Content of(ProductRevised e) {
        return new Content(
                e.getObscore(),
                new Publisher(e.getArchive(), e.getSite(), e.getIntake()),
                e.getFiles(),
                e.getSize(),
                new Access(Optional.ofNullable(e.getOwner()), Optional.ofNullable(e.getTeam())),
                Optional.ofNullable(e.getProvenance()));
    }
}
