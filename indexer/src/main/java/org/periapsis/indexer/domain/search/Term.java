package org.periapsis.indexer.domain.search;

/** A property that a product has or has not; several values of one term mean any of them. */
public enum Term {
    COLLECTION("obs_collection"),
    INSTRUMENT("instrument_name"),
    FACILITY("facility_name"),
    TYPE("dataproduct_type"),
    CALIB_LEVEL("calib_level"),
    ARCHIVE("archive"),
    /** Product ids. */
    ID("obs_publisher_did"),
    /** The job that made it. */
    JOB("job_id"),
    /** A product that it was made from. */
    INPUT("input"),
    /** A site that holds a replica. */
    SITE("site"),
    /** Only {@code me} is understood. */
    OWNER("owner");

    private final String parameter;

    Term(String parameter) {
        this.parameter = parameter;
    }

    /** The name that the HTTP API gives it. */
    public String parameter() {
        return parameter;
    }
}
