package org.periapsis.notifier.adapter.index;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.periapsis.kit.index.IndexedRights;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.notifier.domain.PresentRights;

/** Asks the indexer and remembers its answers for a moment: many readers get the same events. Thread-safe. */
public final class RecentRights implements PresentRights {
    private static final int REMEMBERED = 50_000;
    /** Characters of the ids that are remembered. */
    private static final int LONGEST = 8 << 20;

    private static final long FRESH_NS = Duration.ofSeconds(2).toNanos();

    private final IndexedRights index;
    private final LongSupplier nanos;
    /** The oldest first. */
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    private long length;

    private final Map<String, Future<Void>> asking = new HashMap<>();

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

    /** What somebody else asks already is waited for and not asked again. */
    @Override
    public CompletionStage<Map<String, ProductRights>> of(Collection<String> ids) {
        Set<Future<Void>> awaited = new HashSet<>();
        List<String> missing = new ArrayList<>();
        Promise<Void> own = Promise.promise();
        synchronized (answers) {
            long now = nanos.getAsLong();
            for (String id : Set.copyOf(ids)) {
                Answer answer = answers.get(id);
                if (answer != null && now - answer.at() <= FRESH_NS) {
                    continue;
                }
                Future<Void> flying = asking.putIfAbsent(id, own.future());
                if (flying == null) {
                    missing.add(id);
                }
                awaited.add(flying == null ? own.future() : flying);
            }
        }
        if (!missing.isEmpty()) {
            ask(missing).onComplete(done -> own.handle(done));
        }
        return Future.all(List.copyOf(awaited)).map(all -> told(ids)).toCompletionStage();
    }

    private Future<Void> ask(List<String> ids) {
        long now = nanos.getAsLong();
        return index.of(ids).transform(done -> {
            synchronized (answers) {
                ids.forEach(asking::remove);
                if (done.failed()) {
                    return Future.failedFuture(done.cause());
                }
                for (String id : ids) {
                    // The newest last, so that the oldest are forgotten first.
                    length += answers.remove(id) == null ? id.length() : 0;
                    answers.put(id, new Answer(Optional.ofNullable(done.result().get(id)), now));
                }
                for (Iterator<String> oldest = answers.keySet().iterator();
                        length > LONGEST || answers.size() > REMEMBERED; ) {
                    length -= oldest.next().length();
                    oldest.remove();
                }
            }
            return Future.succeededFuture();
        });
    }

    private Map<String, ProductRights> told(Collection<String> ids) {
        Map<String, ProductRights> found = new HashMap<>();
        synchronized (answers) {
            for (String id : ids) {
                Optional.ofNullable(answers.get(id)).flatMap(Answer::rights).ifPresent(rights -> found.put(id, rights));
            }
        }
        return found;
    }
}
