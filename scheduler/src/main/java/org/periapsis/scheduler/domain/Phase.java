package org.periapsis.scheduler.domain;

/** How far a run has come; a later phase is never undone by a fact that arrives late. */
public enum Phase {
    PLACED,
    ACCEPTED,
    STAGING,
    STARTED,
    READY
}
