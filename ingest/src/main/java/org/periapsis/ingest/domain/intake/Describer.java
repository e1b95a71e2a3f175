package org.periapsis.ingest.domain.intake;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Authorities;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Ids;
import org.periapsis.ingest.domain.ObsCoreFields;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.header.HeaderReading;

/** Puts a product's metadata together: what its headers say, and over it what its archive says. */
public final class Describer {
    /**
     * What the archive says.
     *
     * @param name file name
     * @param collection unless the fields have obs_collection
     * @param fields by ObsCore name, and {@code not_on_sky}
     */
    public record Statement(String archive, String name, Optional<String> collection, Map<String, Object> fields) {}

    /** @param idGiven the archive chose the id */
    public record Description(ObsCore obscore, boolean idGiven) {}

    private static final Pattern SPACE = Pattern.compile("\\s");

    private Describer() {}

    /**
     * Describes a product.
     *
     * @param reading of its headers; empty for a product by reference
     * @param authorities under which the archive may name it
     * @throws RefusedException if a field is not usable, the id is not the archive's to give, or nobody gives a position
     */
    public static Description describe(Statement statement, Optional<HeaderReading> reading, Authorities authorities) {
        try {
            return described(statement, reading, authorities);
        } catch (FlawedException e) {
            throw new RefusedException(Refusal.of(e.flaw()));
        }
    }

    private static Description described(
            Statement statement, Optional<HeaderReading> reading, Authorities authorities) {
        ObsCore.Builder o = reading.map(HeaderReading::obscore).orElseGet(ObsCore::newBuilder);
        boolean moved = statement.fields().get("s_ra") != null;
        if (moved) {
            // The archive's position replaces the header's, and a footprint that belonged to that.
            o.clearSRegion().clearSFov();
        }
        ObsCoreFields.set(o, statement.fields());
        boolean idGiven = o.hasObsPublisherDid();
        if (!o.hasObsCollection()) {
            ObsCoreFields.set(o, "obs_collection", statement.collection().orElse(statement.archive()));
        }
        if (!idGiven) {
            String id = "ivo://" + statement.archive() + "/" + o.getObsCollection() + "?" + statement.name();
            o.setObsPublisherDid(Ids.product(
                    "obs_publisher_did", Ids.encoded(SPACE.matcher(id).replaceAll("%20"))));
        }
        Optional<Flaw> foreign = authorities.flaw("obs_publisher_did", statement.archive(), o.getObsPublisherDid());
        if (foreign.isPresent()) {
            throw foreign.get().exception();
        }
        if (o.getDataRights() == null || o.getDataRights() == DataRights.UNKNOWN) {
            o.setDataRights(DataRights.PUBLIC);
        }
        position(o, statement, reading);
        return new Description(o.build(), idGiven);
    }

    private static void position(ObsCore.Builder o, Statement statement, Optional<HeaderReading> reading) {
        if ((o.getSRa() == null) != (o.getSDec() == null)) {
            String missing = o.getSRa() == null ? "s_ra" : "s_dec";
            throw new RefusedException(new Refusal(
                    Refusal.Reason.BAD_METADATA, missing, missing + " is missing", "supply both s_ra and s_dec"));
        }
        if (o.getSRa() != null || Boolean.TRUE.equals(statement.fields().get("not_on_sky"))) {
            return;
        }
        throw new RefusedException(reading.flatMap(HeaderReading::unplaced)
                .orElseGet(() -> new Refusal(
                        Refusal.Reason.NO_POSITION,
                        "s_ra",
                        "the product has no position",
                        "supply s_ra and s_dec, or not_on_sky: true for a product that has none")));
    }
}
