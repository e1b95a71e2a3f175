package org.periapsis.kit.failure;

/** What kind of thing went wrong, and so what is done about it. */
public enum FailureClass {
    /** Something outside does not answer or is full: wait, say so, try again. */
    OUTAGE,
    /** This record can never be handled, by whatever code: put it aside with the reason, go on. */
    POISON,
    /** Our own code failed on it: put its entity aside with the reason, go on; too many of them stop the reader. */
    FAULT
}
