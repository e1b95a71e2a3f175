package org.periapsis.session.domain.agent;

import org.apache.avro.specific.SpecificRecord;

/** Tells the log what happens to runs. */
@FunctionalInterface
public interface Reports {

    /** Sends a fact after all those sent before; tried until the log has it. Returns at once. */
    void send(RunId run, SpecificRecord fact);
}
