package org.periapsis.notifier.adapter.index;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.notifier.domain.PresentRights;

/** Asks the indexer and remembers its answers for a moment: many readers get the same events. Thread-safe. */
public final class RecentRights implements PresentRights {
    private static final int REMEMBERED = 50_000;
    private static final long FRESH_NS = Duration.ofSeconds(2).toNanos();

    private final IndexedRights index;
    private final LongSupplier nanos;
    private final Map<String, Answer> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Answer(Optional<ProductRights> rights, long at) {}

    /** @param nanos a clock as {@link System#nanoTime} */
    public RecentRights(IndexedRights index, LongSupplier nanos) {
        this.index = index;
        this.nanos = nanos;
    }

    @Override
    public Optional<Map<String, ProductRights>> atHand(Collection<String> ids) {
        Map<String, ProductRights> found = new HashMap<>();
        long now = nanos.getAsLong();
        synchronized (answers) {
            for (String id : ids) {
                Answer answer = answers.get(id);
                if (answer == null || now - answer.at() > FRESH_NS) {
                    return Optional.empty();
                }
                answer.rights().ifPresent(rights -> found.put(id, rights));
            }
        }
        return Optional.of(found);
    }

    @Override
    public CompletionStage<Map<String, ProductRights>> of(Collection<String> ids) {
        List<String> asked = List.copyOf(ids);
        Optional<Map<String, ProductRights>> known = atHand(asked);
        if (known.isPresent()) {
            return Future.succeededFuture(known.get()).toCompletionStage();
        }
        long now = nanos.getAsLong();
        return index.of(asked)
                .map(found -> {
                    synchronized (answers) {
                        for (String id : asked) {
                            // The newest last, so that the oldest are forgotten first.
                            answers.remove(id);
                            answers.put(id, new Answer(Optional.ofNullable(found.get(id)), now));
                        }
                    }
                    return found;
                })
                .toCompletionStage();
    }
}
