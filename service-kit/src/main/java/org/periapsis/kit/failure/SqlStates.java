package org.periapsis.kit.failure;

import java.util.Set;

/** Classes of PostgreSQL's error codes (SQLSTATE, appendix A of its manual). */
public final class SqlStates {
    /** Data exceptions, broken constraints, exceeded limits: of the values, whoever sends them. */
    private static final Set<String> DATA = Set.of("22", "23", "54");
    /** Of our statements: cardinality, transaction state, prepared names, syntax, raised by our own functions. */
    private static final Set<String> OURS = Set.of("0A", "21", "24", "25", "26", "2F", "34", "39", "42", "P0");
    /** A standby, rights not granted yet, a table that was dropped and comes again: all mended from outside. */
    private static final Set<String> MENDED_OUTSIDE = Set.of("25006", "42501", "42P01");

    private SqlStates() {}

    /** @param state five characters; null when the server said none, as on a connection that is gone */
    public static FailureClass of(String state) {
        if (state == null || state.length() != 5 || MENDED_OUTSIDE.contains(state)) {
            return FailureClass.OUTAGE;
        }
        String kind = state.substring(0, 2);
        if (DATA.contains(kind)) {
            return FailureClass.POISON;
        }
        return OURS.contains(kind) ? FailureClass.FAULT : FailureClass.OUTAGE;
    }
}
