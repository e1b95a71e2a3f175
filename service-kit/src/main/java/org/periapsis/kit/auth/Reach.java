package org.periapsis.kit.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What narrow callers may ask at all, whatever they could see: a run's program, and a site's agent. It is a list of what is
 * allowed, so that an operation that comes later is not theirs until somebody says so. For everybody else it has no say.
 */
public final class Reach {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    /** What a run's program asks: products as its owner, and how the run itself stands. {@code ID} is the run's own. */
    private static final List<Way> RUN = List.of(
            new Way(READS, "/products(/[^/]+(/headers|/preview)?)?|/files/[^/]+(/[^/]+)?"),
            new Way(READS, "/(sessions|jobs)/ID(/(events|inputs|outputs|logs))?"),
            new Way(Set.of("POST"), "/products/(summary|known)"));

    /** At a service, behind the portal. */
    public static final Reach SERVICE = new Reach("", List.of(), List.of(new Way(Set.of("POST"), "/products/rights")));
    /** At the portal. */
    public static final Reach DOOR = new Reach(
            "/api",
            List.of(new Way(READS, "/auth/me|/api/status|/\\.well-known/jwks\\.json")),
            List.of(new Way(Set.of("POST"), "/auth/runs/token")));

    private final String prefix;
    private final List<Way> open;
    private final List<Way> site;

    private record Way(Set<String> methods, String path) {
        boolean takes(String method, String asked, String id) {
            return methods.contains(method) && asked.matches(path.replace("ID", Pattern.quote(id)));
        }
    }

    /**
     * @param prefix before what services have
     * @param open to runs besides
     * @param site what a site's agent asks here
     */
    private Reach(String prefix, List<Way> open, List<Way> site) {
        this.prefix = prefix;
        this.open = open;
        this.site = site;
    }

    /**
     * Why a caller may not ask this, whatever there is.
     *
     * @param path as routes see it
     * @return empty when nothing is against it
     */
    public Optional<String> refusal(Caller caller, String method, String path) {
        if (caller.run().isPresent()) {
            String id = caller.run().get();
            boolean may = any(open, method, path, id)
                    || (path.startsWith(prefix) && any(RUN, method, path.substring(prefix.length()), id));
            return may
                    ? Optional.empty()
                    : Optional.of("The token of a run reads products and how the run itself stands, and nothing else");
        }
        if (caller.siteOnly()) {
            return any(site, method, path, "")
                    ? Optional.empty()
                    : Optional.of("The token of a site's agent is for what its runs need, and nothing else");
        }
        return Optional.empty();
    }

    private static boolean any(List<Way> ways, String method, String path, String id) {
        return ways.stream().anyMatch(way -> way.takes(method, path, id));
    }
}
