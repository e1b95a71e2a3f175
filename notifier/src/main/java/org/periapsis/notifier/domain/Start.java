package org.periapsis.notifier.domain;

import java.time.Instant;

/** Where a reader begins. */
public sealed interface Start {
    /** With what comes from now on. */
    record Latest() implements Start {}

    /** With the oldest that the log keeps. */
    record Earliest() implements Start {}

    /** With what was written at that moment or later. */
    record At(Instant time) implements Start {}

    /** After the event with an id of ours. */
    record After(Cursor cursor) implements Start {}
}
