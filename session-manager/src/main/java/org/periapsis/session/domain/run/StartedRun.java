package org.periapsis.session.domain.run;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A program that runs.
 *
 * @param key names it
 * @param endpoint where it answers; empty when it serves nothing
 * @param startedAt when it was started
 * @param end completes, never exceptionally, when the program and all its children are gone
 */
public record StartedRun(RunKey key, Optional<Endpoint> endpoint, Instant startedAt, CompletionStage<RunEnd> end) {}
