package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.periapsis.events.*;

/**
 * What is going on, told by the log alone. Facts of different topics may come in any order; those of one topic and key come in
 * the log's order, each once. What is concluded leaves. Offers, measured rates and the clock are not part of it. Used by one
 * thread.
 */
public final class State {
    private final String authority;
    private final Map<UUID, Entity> entities = new HashMap<>();
    /** Facts about what nobody has asked for yet: their request is on a topic that is read later. */
    private final Map<UUID, Entity> early = new LinkedHashMap<>();

    private final Concluded concluded = new Concluded();
    private final TreeMap<String, SiteLost> lost = new TreeMap<>();
    private final Map<String, String> lastSiteEvent = new HashMap<>();
    private final Quotas quotas = new Quotas();
    private final Ledger ledger = new Ledger();
    private final Asides asides = new Asides();

    /** @param authority facts that name another scheduler are ignored */
    public State(String authority) {
        this.authority = authority;
    }

    /**
     * Takes in one fact. A type that says nothing to the scheduler changes nothing. A fact that meets a fault of ours sets its
     * entity aside, and the rest goes on.
     */
    public void apply(Fact fact) {
        if (fact.event() instanceof AsideFact aside) {
            asides.take(aside);
            return;
        }
        try {
            applied(fact);
        } catch (RuntimeException | StackOverflowError fault) {
            asides.meet(Fault.of(Subjects.of(fact.event()), fact.source(), true, fault));
        }
    }

    private void applied(Fact fact) {
        if (!request(fact) && !decision(fact) && !run(fact)) {
            other(fact);
        }
    }

    private boolean request(Fact fact) {
        Object event = fact.event();
        if (event instanceof SessionRequested e) {
            requested(e.getAuthority(), new Ask.OfSession(e), fact);
        } else if (event instanceof JobSubmitted e) {
            requested(e.getAuthority(), new Ask.OfJob(e), fact);
        } else if (event instanceof BuildRequested e) {
            requested(e.getAuthority(), new Ask.OfBuild(e), fact);
        } else if (event instanceof SessionStopRequested e) {
            change(e.getAuthority(), e.getSessionId(), entity -> entity.stop(Optional.ofNullable(e.getReason())));
        } else if (event instanceof JobCancelRequested e) {
            change(e.getAuthority(), e.getJobId(), entity -> entity.stop(Optional.ofNullable(e.getReason())));
        } else if (event instanceof SessionRenewalRequested e) {
            change(e.getAuthority(), e.getSessionId(), entity -> entity.renew(e.getExpiresAt()));
        } else {
            return false;
        }
        return true;
    }

    private boolean decision(Fact fact) {
        Object event = fact.event();
        if (event instanceof RunPlaced e) {
            change(e.getAuthority(), e.getEntityId(), entity -> {
                entity.placed(e);
                change(entity, e.getRunId(), run -> run.place(e, fact.at()));
            });
        } else if (event instanceof RunWaiting e) {
            int shard = e.getShard() == null ? Entity.WHOLE : e.getShard();
            change(
                    e.getAuthority(),
                    e.getEntityId(),
                    entity -> entity.waits(
                            shard, new Entity.Waiting(e.getReason(), e.getMessage(), fact.id(), fact.at())));
        } else if (event instanceof RunRevoked e) {
            change(
                    e.getAuthority(),
                    e.getEntityId(),
                    entity -> change(entity, e.getRunId(), run -> run.revoke(e.getEpoch())));
        } else if (event instanceof RunConcluded e) {
            runConcluded(e);
        } else if (event instanceof SessionConcluded e) {
            conclude(e.getAuthority(), e.getSessionId());
        } else if (event instanceof JobConcluded e) {
            conclude(e.getAuthority(), e.getJobId());
        } else {
            return false;
        }
        return true;
    }

    private boolean run(Fact fact) {
        Object event = fact.event();
        if (event instanceof RunAccepted e) {
            progress(e.getRun(), Phase.ACCEPTED);
        } else if (event instanceof RunStaging e) {
            progress(e.getRun(), Phase.STAGING);
        } else if (event instanceof RunStarted e) {
            progress(e.getRun(), Phase.STARTED);
        } else if (event instanceof RunReady e) {
            change(
                    e.getRun(),
                    run -> run.ready(e.getRun().getEpoch(), e.getRun().getSite(), e.getExpiresAt()));
        } else if (event instanceof RunExited e) {
            ended(
                    e.getRun(),
                    new Run.End(
                            e.getOutcome(),
                            Optional.ofNullable(e.getReason()),
                            Optional.ofNullable(e.getOutputs()),
                            e.getTasksSucceeded(),
                            e.getTasksFailed()));
        } else if (event instanceof RunLost e) {
            ended(e.getRun(), new Run.End(Outcome.LOST, Optional.of(e.getReason()), Optional.empty(), 0, 0));
        } else {
            return false;
        }
        return true;
    }

    private void other(Fact fact) {
        Object event = fact.event();
        if (event instanceof TransferOrdered e) {
            if (authority.equals(e.getAuthority())) {
                transfer(
                        e.getTransferId(),
                        e.getEntityId(),
                        e.getSourceSite(),
                        e.getTargetSite(),
                        known -> known.order(e.getEntries()));
            }
        } else if (event instanceof TransferCompleted e) {
            transfer(e.getTransferId(), e.getEntityId(), e.getSourceSite(), e.getTargetSite(), Transfer::complete);
        } else if (event instanceof TransferFailed e) {
            String what = e.getProductId() == null ? "" : e.getProductId() + ": ";
            transfer(
                    e.getTransferId(),
                    e.getEntityId(),
                    e.getSourceSite(),
                    e.getTargetSite(),
                    known -> known.fail(what + e.getReason()));
        } else if (event instanceof SiteLost e && authority.equals(e.getAuthority())) {
            lost.put(e.getSite(), e);
            lastSiteEvent.put(e.getSite(), fact.id());
        } else if (event instanceof SiteReturned e && authority.equals(e.getAuthority())) {
            lost.remove(e.getSite());
            lastSiteEvent.put(e.getSite(), fact.id());
        } else if (event instanceof QuotaSet e) {
            quotas.apply(e);
        }
    }

    private void requested(String by, Ask ask, Fact fact) {
        if (!authority.equals(by)) {
            return;
        }
        if (concluded.contains(ask.id())) {
            concluded.requestRead(ask.id());
            return;
        }
        Entity waiting = early.remove(ask.id());
        Entity entity = entities.computeIfAbsent(ask.id(), id -> waiting == null ? new Entity(id) : waiting);
        boolean first = !entity.requested();
        entity.request(ask, fact);
        if (first) {
            entity.runs().forEach(run -> ledger.take(run, ask.team()));
        }
    }

    private void change(String by, UUID id, Consumer<Entity> change) {
        if (authority.equals(by) && !concluded.contains(id)) {
            change.accept(entity(id));
        }
    }

    private void change(RunRef ref, UnaryOperator<Run> change) {
        change(ref.getAuthority(), ref.getEntityId(), entity -> change(entity, ref.getRunId(), change));
    }

    /** The one way in which a run changes, so that the sums of what is held follow. */
    private void change(Entity entity, String runId, UnaryOperator<Run> change) {
        entity.runFor(runId).ifPresent(known -> {
            Run next = change.apply(known);
            entity.put(next);
            if (entity.requested()) {
                ledger.release(known, entity.ask().team());
                ledger.take(next, entity.ask().team());
            }
        });
    }

    private void progress(RunRef ref, Phase phase) {
        change(ref, run -> run.progress(ref.getEpoch(), ref.getSite(), phase));
    }

    private void ended(RunRef ref, Run.End end) {
        change(ref, run -> run.ended(ref.getEpoch(), ref.getSite(), end));
    }

    private void runConcluded(RunConcluded event) {
        if (event.getEntityKind() == EntityKind.BUILD) {
            conclude(event.getAuthority(), event.getEntityId());
        } else {
            change(event.getAuthority(), event.getEntityId(), entity -> {
                if (entity.requested()) {
                    entity.runFor(event.getRunId())
                            .ifPresent(run -> ledger.release(run, entity.ask().team()));
                }
                entity.conclude(event);
            });
        }
    }

    private void conclude(String by, UUID id) {
        if (!authority.equals(by)) {
            return;
        }
        early.remove(id);
        Entity entity = entities.remove(id);
        if (entity != null) {
            entity.runs().forEach(run -> ledger.release(run, entity.ask().team()));
        }
        concluded.add(id, entity != null);
        asides.forget(id);
    }

    private void transfer(UUID id, UUID entityId, String source, String target, UnaryOperator<Transfer> change) {
        if (!concluded.contains(entityId)) {
            Entity entity = entity(entityId);
            Transfer known = entity.transfer(id).orElseGet(() -> Transfer.unknown(id, source, target));
            entity.put(change.apply(known));
        }
    }

    private Entity entity(UUID id) {
        Entity entity = entities.get(id);
        return entity == null ? early.computeIfAbsent(id, Entity::new) : entity;
    }

    /**
     * Bounds what is remembered of what is over and of what was never asked for. To be called only when everything that was on
     * the log has been read: before that, a request may still be to come.
     */
    public void forgetBeyond(int most) {
        concluded.forgetBeyond(most);
        Iterator<UUID> oldest = early.keySet().iterator();
        for (int surplus = early.size() - most; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** What is set aside. */
    Asides asides() {
        return asides;
    }

    /** @return what has been asked for and is not over */
    public Collection<Entity> entities() {
        return Collections.unmodifiableCollection(entities.values());
    }

    public Optional<Entity> find(UUID id) {
        return Optional.ofNullable(entities.get(id));
    }

    public boolean lost(String site) {
        return lost.containsKey(site);
    }

    /** @return id of the last SiteLost or SiteReturned of a site; empty for none */
    public String lastSiteEvent(String site) {
        return lastSiteEvent.getOrDefault(site, "");
    }

    /** @return what the runs placed at a site hold there */
    public Amount held(String site) {
        return ledger.site(site).amount();
    }

    public int runsAt(String site) {
        return ledger.site(site).runs();
    }

    public int runsOf(String team) {
        return ledger.team(team).runs();
    }

    public Amount heldBy(String team) {
        return ledger.team(team).amount();
    }

    public Optional<QuotaSet> quota(String team) {
        return quotas.quota(team);
    }

    /**
     * @return the state as text in a fixed order: equal for equal facts, in whatever order the topics were read. What nobody has
     *     asked for and what is over are not in it.
     */
    public String canonical() {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(entities).forEach((id, entity) -> {
            if (asides.spoiled(id)) {
                out.append("spoiled ").append(id).append('\n');
            } else {
                entity.canonical(out);
            }
        });
        asides.canonical(out);
        lost.keySet().forEach(site -> out.append("lost ").append(site).append('\n'));
        quotas.canonical(out);
        return out.toString();
    }

    /** @return when the oldest thing that is not over was asked for */
    public Optional<Instant> oldest() {
        return entities.values().stream().map(Entity::requestedAt).min(Instant::compareTo);
    }
}
