package org.periapsis.ingest.domain.intake;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Takes products, each once. Drafts that arrive together share one ledger look-up and one send. A draft that equals one in
 * hand waits for it. What is written is taken only when the ledger shows that it holds: another instance may have been
 * faster, and then the draft is decided anew, by what is known now. Thread-safe.
 */
public final class IntakeDesk {
    /** A verdict that the log has confirmed, with the positions of its events. */
    public record Admission(Verdict verdict, List<String> positions) {}

    /**
     * Within this time of a product its replica is written, or not before it is offered again: as long as the ledger and the log
     * are waited for.
     */
    public static final Duration REPLICA_WITHIN = Duration.ofSeconds(45);

    private static final int MOST_TOGETHER = 1000;

    private record Waiting(Draft draft, CompletableFuture<Admission> answer) {}

    private final Ledger ledger;
    private final EventLog log;
    private final Umpire umpire;
    private final String site;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<String, CompletableFuture<Void>> inHand = new HashMap<>();
    private boolean looking;

    public IntakeDesk(Ledger ledger, EventLog log, Umpire umpire, String site) {
        this.ledger = ledger;
        this.log = log;
        this.umpire = umpire;
        this.site = site;
    }

    /**
     * Takes a draft.
     *
     * @return failed with RefusedException on a conflict, otherwise as the ledger or the log failed
     */
    public CompletionStage<Admission> admit(Draft draft) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        enqueue(new Waiting(draft, answer));
        return answer;
    }

    private void enqueue(Waiting waiting) {
        synchronized (this) {
            queue.add(waiting);
        }
        look();
    }

    private void look() {
        List<Waiting> group = new ArrayList<>();
        synchronized (this) {
            if (looking || queue.isEmpty()) {
                return;
            }
            looking = true;
            while (group.size() < MOST_TOGETHER && !queue.isEmpty()) {
                group.add(queue.poll());
            }
        }
        List<Waiting> free = free(group);
        ledger.find(free.stream().map(Waiting::draft).toList()).whenComplete((found, failure) -> {
            if (failure == null) {
                decide(free, found);
            } else {
                free.forEach(w -> w.answer.completeExceptionally(failure));
            }
            synchronized (this) {
                looking = false;
            }
            look();
        });
    }

    /** Leaves out those that wait for one in hand. A look-up that began before that one ended might miss it. */
    private List<Waiting> free(List<Waiting> group) {
        List<Waiting> free = new ArrayList<>();
        for (Waiting waiting : group) {
            CompletableFuture<Void> before = busy(waiting.draft);
            if (before == null) {
                free.add(waiting);
            } else {
                waitFor(before, waiting);
            }
        }
        return free;
    }

    private void decide(List<Waiting> group, List<Known> found) {
        Map<String, Known> byId = new HashMap<>();
        Map<String, Known> byContent = new HashMap<>();
        found.forEach(k -> {
            byId.put(k.productId(), k);
            byContent.put(k.archive() + ' ' + k.manifestSha256(), k);
        });
        List<Taking> toWrite = new ArrayList<>();
        CompletableFuture<Void> written = new CompletableFuture<>();
        for (Waiting w : group) {
            CompletableFuture<Void> before = busy(w.draft);
            if (before != null) {
                waitFor(before, w);
                continue;
            }
            try {
                Verdict verdict = Verdict.of(
                        w.draft,
                        Optional.ofNullable(byId.get(w.draft.productId())),
                        Optional.ofNullable(byContent.get(w.draft.contentKey())),
                        site);
                if (verdict.plain()) {
                    w.answer.complete(new Admission(verdict, List.of()));
                } else {
                    hold(w.draft, written);
                    toWrite.add(new Taking(w, verdict));
                }
            } catch (RuntimeException refused) {
                w.answer.completeExceptionally(refused);
            }
        }
        if (!toWrite.isEmpty()) {
            write(toWrite, written);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the draft's own answer has the result
    private void waitFor(CompletableFuture<Void> before, Waiting waiting) {
        before.whenComplete((done, failure) -> enqueue(waiting));
    }

    private synchronized CompletableFuture<Void> busy(Draft draft) {
        CompletableFuture<Void> sameId = inHand.get(draft.productId());
        return sameId != null ? sameId : inHand.get(draft.contentKey());
    }

    private synchronized void hold(Draft draft, CompletableFuture<Void> written) {
        inHand.put(draft.productId(), written);
        inHand.put(draft.contentKey(), written);
    }

    private synchronized void release(Draft draft) {
        inHand.remove(draft.productId());
        inHand.remove(draft.contentKey());
    }

    /** First the products; then, of those that hold, the replicas: readers take a replica for what the product is. */
    private void write(List<Taking> all, CompletableFuture<Void> written) {
        settle(all, false).thenCompose(done -> settle(all, true)).whenComplete((done, failure) -> {
            boolean never = cause(failure) instanceof EventLog.NeverTaken;
            if (never && all.size() > 1) {
                all.forEach(this::alone);
                written.complete(null);
                return;
            }
            all.forEach(taking -> release(taking.waiting.draft));
            for (Taking taking : all) {
                if (failure != null) {
                    taking.waiting.answer.completeExceptionally(never ? neverTaken() : cause(failure));
                } else if (taking.beaten) {
                    enqueue(taking.waiting);
                } else {
                    taking.waiting.answer.complete(new Admission(taking.verdict, List.copyOf(taking.positions)));
                }
            }
            written.complete(null);
        });
    }

    private static RuntimeException neverTaken() {
        return Verdict.tooLarge(
                "product",
                "more is to be said of it than one event can hold",
                "say less of it, in fewer and shorter texts");
    }

    /** One of those that were sent together cannot be written: the others are not to suffer for it. */
    private void alone(Taking taking) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        hold(taking.waiting.draft, written);
        write(List.of(new Taking(taking.waiting, taking.verdict)), written);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletionStage<Void> settle(List<Taking> all, boolean replica) {
        List<Taking> some =
                all.stream().filter(taking -> taking.fact(replica).isPresent()).toList();
        if (some.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return log.publish(some.stream()
                        .map(taking -> taking.fact(replica).orElseThrow())
                        .toList())
                .thenCompose(positions -> umpire.holding(written(some, positions, replica))
                        .thenAccept(holding -> {
                            for (int i = 0; i < some.size(); i++) {
                                some.get(i).settled(replica, positions.get(i), holding.get(i));
                            }
                        }));
    }

    private static List<Umpire.Written> written(List<Taking> some, List<String> positions, boolean replica) {
        List<Umpire.Written> written = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            Verdict verdict = some.get(i).verdict;
            written.add(new Umpire.Written(verdict.productId(), verdict.revision(), replica, positions.get(i)));
        }
        return written;
    }

    /** A draft on its way to the log. */
    private static final class Taking {
        private final Waiting waiting;
        private final List<String> positions = new ArrayList<>();
        private Verdict verdict;
        private boolean beaten;

        Taking(Waiting waiting, Verdict verdict) {
            this.waiting = waiting;
            this.verdict = verdict;
        }

        Optional<Fact> fact(boolean replica) {
            return beaten ? Optional.empty() : replica ? verdict.replica() : verdict.product();
        }

        void settled(boolean replica, String position, boolean holds) {
            positions.add(position);
            if (!holds && replica) {
                verdict = verdict.withoutReplica();
            } else if (!holds) {
                beaten = true;
            }
        }
    }
}
