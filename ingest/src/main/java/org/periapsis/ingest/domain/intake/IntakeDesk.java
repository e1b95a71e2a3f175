package org.periapsis.ingest.domain.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes products, each once. Drafts that arrive together share one ledger look-up and one send. A draft that equals one in
 * hand waits for it; what the log has confirmed and the ledger does not show yet is remembered here. Thread-safe.
 */
public final class IntakeDesk {
    /** A verdict that the log has confirmed, with the positions of its events. */
    public record Admission(Verdict verdict, List<String> positions) {}

    private static final int MOST_TOGETHER = 1000;

    /**
     * A fact that the ledger shows.
     *
     * @param replica a replica of the product, otherwise the product itself
     */
    public record Shown(String productId, int revision, boolean replica) {}

    private record Waiting(Draft draft, CompletableFuture<Admission> answer) {}

    private record Decided(Waiting waiting, Verdict verdict) {}

    private final Ledger ledger;
    private final EventLog log;
    private final String site;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<String, Known> confirmedById = new HashMap<>();
    private final Map<String, Known> confirmedByContent = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> inHand = new HashMap<>();
    private final List<Shown> shown = new ArrayList<>();
    private boolean looking;

    public IntakeDesk(Ledger ledger, EventLog log, String site) {
        this.ledger = ledger;
        this.log = log;
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

    /** The ledger shows these facts now: they need not be remembered any longer. */
    public synchronized void ledgerShows(List<Shown> facts) {
        shown.addAll(facts);
        if (!looking) {
            forgetShown();
        }
    }

    /** Products that the ledger does not show yet. */
    public synchronized int remembered() {
        return confirmedById.size();
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
        ledger.find(group.stream().map(Waiting::draft).toList()).whenComplete((found, failure) -> {
            if (failure == null) {
                decide(group, found);
            } else {
                group.forEach(w -> w.answer.completeExceptionally(failure));
            }
            synchronized (this) {
                looking = false;
                forgetShown();
            }
            look();
        });
    }

    private void decide(List<Waiting> group, List<Known> found) {
        Map<String, Known> ledgerById = new HashMap<>();
        Map<String, Known> ledgerByContent = new HashMap<>();
        found.forEach(k -> {
            ledgerById.put(k.productId(), k);
            ledgerByContent.put(k.archive() + ' ' + k.manifestSha256(), k);
        });
        List<Decided> toWrite = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (this) {
            for (Waiting w : group) {
                CompletableFuture<Void> before = busy(w.draft);
                if (before != null) {
                    waitFor(before, w);
                    continue;
                }
                try {
                    String id = w.draft.productId();
                    String content = w.draft.contentKey();
                    Verdict verdict = Verdict.of(
                            w.draft,
                            Optional.ofNullable(confirmedById.getOrDefault(id, ledgerById.get(id))),
                            Optional.ofNullable(confirmedByContent.getOrDefault(content, ledgerByContent.get(content))),
                            site);
                    if (verdict.facts().isEmpty()) {
                        answers.add(() -> w.answer.complete(new Admission(verdict, List.of())));
                    } else {
                        inHand.put(id, written);
                        inHand.put(content, written);
                        toWrite.add(new Decided(w, verdict));
                    }
                } catch (RuntimeException refused) {
                    answers.add(() -> w.answer.completeExceptionally(refused));
                }
            }
        }
        answers.forEach(Runnable::run);
        if (!toWrite.isEmpty()) {
            write(toWrite, written);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the draft's own answer has the result
    private void waitFor(CompletableFuture<Void> before, Waiting waiting) {
        before.whenComplete((done, failure) -> enqueue(waiting));
    }

    private CompletableFuture<Void> busy(Draft draft) {
        CompletableFuture<Void> sameId = inHand.get(draft.productId());
        return sameId != null ? sameId : inHand.get(draft.contentKey());
    }

    private void write(List<Decided> decided, CompletableFuture<Void> written) {
        List<Fact> facts =
                decided.stream().flatMap(d -> d.verdict.facts().stream()).toList();
        log.publish(facts).whenComplete((positions, failure) -> {
            synchronized (this) {
                for (Decided d : decided) {
                    inHand.remove(d.waiting.draft.productId());
                    inHand.remove(d.waiting.draft.contentKey());
                    if (failure == null) {
                        remember(d);
                    }
                }
            }
            int at = 0;
            for (Decided d : decided) {
                int next = at + d.verdict.facts().size();
                if (failure == null) {
                    d.waiting.answer.complete(new Admission(d.verdict, List.copyOf(positions.subList(at, next))));
                } else {
                    d.waiting.answer.completeExceptionally(failure);
                }
                at = next;
            }
            written.complete(null);
        });
    }

    private void remember(Decided d) {
        Draft draft = d.waiting.draft;
        boolean replica = d.verdict.usesObjects();
        Known known = new Known(
                d.verdict.productId(),
                d.verdict.revision(),
                draft.origin().archive(),
                draft.content().manifestSha256(),
                replica);
        confirmedById.put(known.productId(), known);
        confirmedByContent.put(draft.contentKey(), known);
    }

    /** A look-up that began before a fact was shown may have missed it, so this runs between look-ups only. */
    private void forgetShown() {
        for (Shown fact : shown) {
            Known known = confirmedById.get(fact.productId());
            // A product and its replica come by different topics: the later of the two counts.
            if (known != null && known.revision() <= fact.revision() && known.replicaHere() == fact.replica()) {
                confirmedById.remove(known.productId());
                confirmedByContent.remove(known.archive() + ' ' + known.manifestSha256());
            }
        }
        shown.clear();
    }
}
