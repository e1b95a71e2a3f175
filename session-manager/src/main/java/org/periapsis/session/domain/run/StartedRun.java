package org.periapsis.session.domain.run;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * A program that runs.
 *
 * @param key names it
 * @param port the loopback port that it serves, or 0
 * @param startedAt when it was started
 * @param end completes, never exceptionally, when the program and all its children are gone
 */
public record StartedRun(RunKey key, int port, Instant startedAt, CompletionStage<RunEnd> end) {}
