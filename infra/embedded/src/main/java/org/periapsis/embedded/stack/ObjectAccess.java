package org.periapsis.embedded.stack;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.periapsis.embedded.s3.Right;

/** The buckets of the sites that share an object store, and who may do what with them. */
public final class ObjectAccess {

    /** The manifests of selections, which the session manager writes for the agents and for transfers. */
    public static final String MANIFESTS = "hub-manifests";

    private final List<String> sites;

    public ObjectAccess(List<String> sites) {
        this.sites = List.copyOf(sites);
    }

    /** A site's bucket for the products that it keeps. */
    public static String products(String site) {
        return site + "-products";
    }

    /** A site's bucket for what runs there put out, until it is published. */
    public static String outputs(String site) {
        return site + "-outputs";
    }

    public Set<String> buckets() {
        Set<String> buckets = new LinkedHashSet<>();
        for (String site : sites) {
            buckets.add(products(site));
            buckets.add(outputs(site));
        }
        buckets.add(MANIFESTS);
        return buckets;
    }

    /** The rights of an account by bucket. */
    public Map<String, Set<Right>> rights(ServiceAccount account) {
        Map<String, Set<Right>> rights = new HashMap<>();
        switch (account.service()) {
            case INGEST -> {
                String own = account.site().orElseThrow();
                // Every site's products: a replica is fetched by the site that shall have it.
                sites.forEach(site -> rights.put(products(site), EnumSet.of(Right.READ)));
                rights.put(products(own), EnumSet.allOf(Right.class));
                rights.put(outputs(own), EnumSet.of(Right.READ));
                // A transfer is ordered by manifest.
                rights.put(MANIFESTS, EnumSet.of(Right.READ));
            }
            case AGENT -> {
                String own = account.site().orElseThrow();
                sites.forEach(site -> rights.put(products(site), EnumSet.of(Right.READ)));
                rights.put(outputs(own), EnumSet.allOf(Right.class));
                rights.put(MANIFESTS, EnumSet.of(Right.READ));
            }
            case SESSION_MANAGER -> rights.put(MANIFESTS, EnumSet.allOf(Right.class));
            case INDEXER, SCHEDULER, NOTIFIER, PORTAL, READER -> {
                // They reach bytes through the services that own them.
            }
        }
        return rights;
    }
}
