package org.periapsis.indexer;

import java.time.Instant;
import java.util.List;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.Owner;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.RightsCases;

/** The random products of {@link RightsCases} as archives at two sites announce them. */
final class CaseProducts {
    static final String NEVER = "ivo://esa/cases?never";
    private static final long SEED = 20261130;

    final Instant now;
    final List<RightsCases.Product> all;

    /** @param now an hour away from every release date at least */
    CaseProducts(int count, Instant now) {
        this.now = now;
        all = new RightsCases(SEED, now).products(count);
    }

    void write(TestStack stack) throws Exception {
        for (RightsCases.Product product : all) {
            String id = id(product);
            stack.write("esac", id, event(product));
            stack.write(site(product), id, Samples.replica(id, site(product)));
            if (product.rights().withdrawn()) {
                String archive = product.rights().archive();
                stack.write("esac", id, new ProductWithdrawn(id, 2, 1, archive, "calibration"));
            }
        }
    }

    static String id(RightsCases.Product product) {
        return "ivo://esa/cases?" + String.format("%03d", product.number());
    }

    static String collection(RightsCases.Product product) {
        return "c" + product.number() % 7;
    }

    static String site(RightsCases.Product product) {
        return product.number() % 3 == 0 ? "jive" : "esac";
    }

    /** Every fourth product was made from the two before it. */
    List<RightsCases.Product> inputs(RightsCases.Product product) {
        return product.number() % 4 == 3 ? all.subList(product.number() - 2, product.number()) : List.of();
    }

    private ProductIngested event(RightsCases.Product product) {
        ProductRights rights = product.rights();
        ObsCore obscore = Samples.obscore(id(product), 1, 1)
                .setObsCollection(collection(product))
                .setDataRights(DataRights.valueOf(rights.level().name()))
                .setObsReleaseDate(rights.releaseDate().orElse(null))
                .build();
        List<String> inputs = inputs(product).stream().map(CaseProducts::id).toList();
        return Samples.ingested(obscore)
                .setArchive(rights.archive())
                .setOwner(rights.owner()
                        .map(owner -> new Owner(owner.issuer(), owner.subject()))
                        .orElse(null))
                .setTeam(rights.team().orElse(null))
                .setProvenance(inputs.isEmpty() ? null : Samples.provenance(inputs))
                .build();
    }
}
