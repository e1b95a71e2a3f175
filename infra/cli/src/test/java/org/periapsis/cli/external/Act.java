package org.periapsis.cli.external;

/** What clients do all the time. */
enum Act {
    /** An archive offers a product by reference. */
    OFFER,
    /** An archive uploads a file. */
    UPLOAD,
    /** Somebody searches, without sign-in. */
    SEARCH,
    /** Somebody fetches a file, without sign-in. */
    DOWNLOAD,
    /** A program reads from a session's program. */
    PAGE,
    /** A person looks at the session. */
    SESSION,
    /** A person submits a job, or looks how it goes. */
    JOB
}
