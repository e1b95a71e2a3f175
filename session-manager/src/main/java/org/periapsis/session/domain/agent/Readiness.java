package org.periapsis.session.domain.agent;

import java.util.concurrent.CompletionStage;
import org.periapsis.session.domain.run.StartedRun;

/** Finds out when a session's program answers. */
@FunctionalInterface
public interface Readiness {

    /**
     * Asks until there is an answer.
     *
     * @param run the program
     * @param basePath under which it serves
     * @param token it asks for
     * @return true once it answers; false when it ended or did not answer in time
     */
    CompletionStage<Boolean> of(StartedRun run, String basePath, String token);
}
