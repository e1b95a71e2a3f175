package org.periapsis.events.door;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which authorities an archive may name its products under: its own name, and those that an operator gave it. The platform's own
 * is nobody's to use.
 */
public final class Authorities {
    /** Of what the platform itself publishes: outputs of runs. */
    public static final String PLATFORM = "periapsis";

    private final Map<String, Set<String>> further;

    private Authorities(Map<String, Set<String>> further) {
        this.further = Map.copyOf(further);
    }

    /** Every archive its own name and nothing else. */
    public static Authorities own() {
        return new Authorities(Map.of());
    }

    /**
     * Reads what an operator gives.
     *
     * @param given {@code <archive>=<authority>} each
     * @throws FlawedException when one is not of that form, or gives away the platform's
     */
    public static Authorities of(String field, List<String> given) {
        Map<String, Set<String>> further = new HashMap<>();
        for (String pair : given) {
            int at = pair.indexOf('=');
            if (at < 0) {
                throw new Flaw(field, pair + " is not <archive>=<authority>", "Give for instance esa-sky=sky.esa.int")
                        .exception();
            }
            String archive = Ids.name(field, pair.substring(0, at).trim());
            String authority = Ids.name(field, pair.substring(at + 1).trim());
            if (isPlatform(archive) || isPlatform(authority)) {
                throw new Flaw(field, PLATFORM + " is the platform's own", "Give another authority").exception();
            }
            further.computeIfAbsent(archive, a -> new HashSet<>()).add(authority);
        }
        return new Authorities(further);
    }

    /** Whether a name is the platform's, in any case: authorities are compared so (IVOA Identifiers 2.0, 2.1). */
    public static boolean isPlatform(String name) {
        return name.toLowerCase(Locale.ROOT).equals(PLATFORM);
    }

    /** @return why an archive may not use a product's id */
    public Optional<Flaw> flaw(String field, String archive, String productId) {
        String authority = Ids.authority(productId);
        boolean allowed = !isPlatform(authority)
                && (authority.equals(archive)
                        || further.getOrDefault(archive, Set.of()).contains(authority));
        return allowed
                ? Optional.empty()
                : Optional.of(new Flaw(
                        field,
                        "The authority " + authority + " is not the archive's",
                        "Begin it with ivo://" + archive + "/, or ask the site's operator for archive.authorities"));
    }
}
