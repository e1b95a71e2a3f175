package org.periapsis.session.adapter.indexer;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.RunPlaced;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Rights;
import org.periapsis.session.domain.agent.Inputs;
import org.periapsis.session.domain.agent.InputsUnavailableException;
import org.periapsis.session.domain.agent.StoppedException;
import org.periapsis.session.domain.run.RunFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again, just before inputs are copied, whether the person may read them: between the request and now a product may have
 * been withdrawn, or revised to be somebody else's. Without an answer nothing is copied.
 */
public final class PermittedInputs implements Inputs {
    private static final Logger LOG = LoggerFactory.getLogger(PermittedInputs.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long ANSWER_S = 30;
    private static final int NAMED = 10;

    private final Inputs inputs;
    private final IndexedRights index;
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long a silent index is waited for */
    public PermittedInputs(Inputs inputs, IndexedRights index, Clock clock, Duration patience) {
        this.inputs = inputs;
        this.index = index;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public List<Input> list(RunPlaced placed) throws InputsUnavailableException {
        return inputs.list(placed);
    }

    @Override
    public Staged stage(List<Input> wanted, RunFolder folder, Progress progress)
            throws InputsUnavailableException, StoppedException {
        if (!wanted.isEmpty()) {
            check(wanted, rights(wanted, progress));
        }
        return inputs.stage(wanted, folder, progress);
    }

    private void check(List<Input> wanted, Map<String, ProductRights> rights) throws InputsUnavailableException {
        Instant now = clock.instant();
        List<Input> lost = wanted.stream()
                .filter(input -> !rights.containsKey(input.productId())
                        || !Rights.of(input.reader()).mayRead(rights.get(input.productId()), now))
                .toList();
        if (!lost.isEmpty()) {
            // By number: who reads this reason need not be somebody who may know of them.
            String numbers = lost.stream()
                    .limit(NAMED)
                    .map(input -> String.valueOf(input.entry()))
                    .collect(Collectors.joining(", "));
            throw new InputsUnavailableException(
                    "Inputs that could be read when they were selected may not be read any more: " + lost.size()
                            + ", by number in the selection " + numbers + (lost.size() > NAMED ? ", …" : ""),
                    null);
        }
    }

    private Map<String, ProductRights> rights(List<Input> wanted, Progress progress)
            throws InputsUnavailableException, StoppedException {
        List<String> ids = wanted.stream().map(Input::productId).distinct().toList();
        Instant end = clock.instant().plus(patience);
        while (true) {
            try {
                Future<Map<String, ProductRights>> asked = index.present(ids);
                return asked.toCompletionStage().toCompletableFuture().get(ANSWER_S, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException silent) {
                if (clock.instant().isAfter(end)) {
                    throw new InputsUnavailableException(
                            "The index does not say whether the inputs may be read", silent);
                }
                LOG.warn("event=staging-waits for=index cause={}", silent.toString());
                // Tells whether the run is still wanted.
                progress.at(0);
                pause();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
        }
    }

    private static void pause() throws StoppedException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    @Override
    public List<Bandwidth> measured() {
        return inputs.measured();
    }
}
