package org.periapsis.indexer.domain.search;

import java.util.Arrays;
import java.util.Optional;

/** The order of a result; the product id breaks ties, so that a page can go on exactly where the last ended. */
public enum Sort {
    ID("obs_publisher_did"),
    /** Oldest observation first; products without a time come before all others. */
    OLDEST("t_min"),
    /** Newest observation first; products without a time come last. */
    NEWEST("-t_min"),
    /** Nearest to the cone's centre first. */
    DISTANCE("distance");

    private final String parameter;

    Sort(String parameter) {
        this.parameter = parameter;
    }

    /** The name that the HTTP API gives it. */
    public String parameter() {
        return parameter;
    }

    /** The order of that name. */
    public static Optional<Sort> of(String parameter) {
        return Arrays.stream(values())
                .filter(s -> s.parameter.equals(parameter))
                .findFirst();
    }
}
