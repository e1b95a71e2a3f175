package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.*;
import org.periapsis.events.id.DerivedId;
import org.periapsis.scheduler.domain.Run.End;

/** The decisions of one plan, as events whose ids are derived from what they say. */
final class Plan {
    private final String authority;
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<UUID, Integer> epochs = new HashMap<>();

    Plan(String authority) {
        this.authority = authority;
    }

    List<Decision> decisions() {
        return List.copyOf(decisions);
    }

    int size() {
        return decisions.size();
    }

    /** Takes back what was decided after the first so many: deciding it met a fault. */
    void cut(int size) {
        decisions.subList(size, decisions.size()).clear();
    }

    /** Where a run goes, and why there. */
    record Place(String site, List<InputSource> sources, List<SiteScore> scores) {}

    /** Allocates the entity's next epoch. Nobody else does. */
    void place(Entity entity, String runId, List<IndexRange> entries, Place place) {
        Ask ask = entity.ask();
        int epoch = epochs.merge(entity.id(), entity.lastEpoch() + 1, (old, first) -> old + 1);
        RunPlaced.Builder event = RunPlaced.newBuilder()
                .setEntityId(ask.id())
                .setEntityKind(ask.kind())
                .setRunId(runId)
                .setEpoch(epoch)
                .setSite(place.site())
                .setOwner(ask.owner())
                .setTeam(ask.team())
                .setAuthority(authority)
                .setDatalab(ask.datalab())
                .setManifest(ask.manifest().orElse(null))
                .setEntries(entries)
                .setSources(place.sources())
                .setResources(ask.resources())
                .setWish(ask.wish())
                .setScores(place.scores())
                .setCommand(null)
                .setParameters(Map.of())
                .setOutputRights(DataRights.PROPRIETARY)
                .setLeaseS(
                        ask instanceof Ask.OfSession session ? session.request().getLeaseS() : 0);
        if (ask instanceof Ask.OfJob job) {
            event.setCommand(job.request().getCommand())
                    .setParameters(job.request().getParameters())
                    .setOutputRights(job.request().getOutputRights());
        }
        add(entity, event.build(), "RunPlaced", entity.id().toString(), runId, Integer.toString(epoch));
    }

    /** Writes that something waits, if the reason is another than the one last written. */
    void waits(Entity entity, int shard, WaitReason reason, String message, List<SiteScore> scores) {
        Optional<Entity.Waiting> before = entity.waiting(shard);
        if (before.isPresent() && before.get().reason() == reason) {
            return;
        }
        Ask ask = entity.ask();
        RunWaiting event = RunWaiting.newBuilder()
                .setEntityId(ask.id())
                .setEntityKind(ask.kind())
                .setShard(shard == Entity.WHOLE ? null : Integer.valueOf(shard))
                .setOwner(ask.owner())
                .setTeam(ask.team())
                .setAuthority(authority)
                .setReason(reason)
                .setMessage(message)
                .setScores(scores)
                .build();
        // The event before is part of the id: the same reason may come back after another.
        String previous = before.map(Entity.Waiting::eventId).orElse(Integer.toString(entity.lastEpoch()));
        add(entity, event, "RunWaiting", entity.id().toString(), Integer.toString(shard), reason.name(), previous);
    }

    void revoke(Entity entity, Run run, String reason) {
        Ask ask = entity.ask();
        RunRevoked event = RunRevoked.newBuilder()
                .setEntityId(ask.id())
                .setEntityKind(ask.kind())
                .setRunId(run.id())
                .setEpoch(run.latest().epoch())
                .setSite(run.latest().site())
                .setOwner(ask.owner())
                .setTeam(ask.team())
                .setAuthority(authority)
                .setReason(reason)
                .build();
        add(entity, event, "RunRevoked", entity.id().toString(), run.id(), Integer.toString(event.getEpoch()));
    }

    void conclude(Entity entity, Run run, End end) {
        concludeRun(entity, run.id(), run.latest().epoch(), run.latest().site(), end);
    }

    void concludeRun(Entity entity, String runId, int epoch, String site, End end) {
        Ask ask = entity.ask();
        RunConcluded.Builder event = RunConcluded.newBuilder()
                .setEntityId(ask.id())
                .setEntityKind(ask.kind())
                .setRunId(runId)
                .setEpoch(epoch)
                .setSite(site)
                .setOwner(ask.owner())
                .setTeam(ask.team())
                .setAuthority(authority)
                .setOutcome(end.outcome())
                .setReason(end.reason().orElse(null))
                .setDatalab(ask.datalab())
                .setOutputs(end.outputs().orElse(null))
                .setTasksSucceeded(end.ok())
                .setTasksFailed(end.failed());
        if (ask instanceof Ask.OfJob job) {
            event.setOutputRights(job.request().getOutputRights());
        }
        add(entity, event.build(), "RunConcluded", entity.id().toString(), runId, Integer.toString(epoch));
    }

    void concludeSession(Entity entity, Outcome outcome, Optional<String> reason) {
        SessionConcluded event = SessionConcluded.newBuilder()
                .setSessionId(entity.id())
                .setOwner(entity.ask().owner())
                .setTeam(entity.ask().team())
                .setAuthority(authority)
                .setOutcome(outcome)
                .setReason(reason.orElse(null))
                .build();
        add(entity, event, "SessionConcluded", entity.id().toString());
    }

    void concludeJob(Entity entity, Outcome outcome, Optional<String> reason, int failed) {
        JobConcluded event = JobConcluded.newBuilder()
                .setJobId(entity.id())
                .setOwner(entity.ask().owner())
                .setTeam(entity.ask().team())
                .setAuthority(authority)
                .setOutcome(outcome)
                .setReason(reason.orElse(null))
                .setTasksSucceeded(entity.tasksSucceeded())
                .setTasksFailed(failed)
                .build();
        add(entity, event, "JobConcluded", entity.id().toString());
    }

    /** @param attempt from 0, part of the id: a copy that failed is ordered anew under another */
    void transfer(Entity entity, String source, String target, List<Inputs.Piece> pieces, int attempt) {
        UUID id = DerivedId.of("transfer", entity.id().toString(), target, source, Integer.toString(attempt));
        TransferOrdered event = TransferOrdered.newBuilder()
                .setTransferId(id)
                .setEntityId(entity.id())
                .setOwner(entity.ask().owner())
                .setTeam(entity.ask().team())
                .setAuthority(authority)
                .setSourceSite(source)
                .setTargetSite(target)
                .setManifest(entity.ask().manifest().orElseThrow())
                .setEntries(Inputs.ranges(pieces))
                .setBytes(Inputs.bytes(pieces))
                .build();
        decisions.add(
                new Decision(DerivedId.of("TransferOrdered", id.toString()), id.toString(), entity.trace(), event));
    }

    void siteLost(SiteOffered offer, String previous) {
        SiteLost event = SiteLost.newBuilder()
                .setSite(offer.getSite())
                .setAuthority(authority)
                .setAgent(offer.getAgent())
                .setDeadlineS(offer.getDeadlineS())
                .build();
        site(offer.getSite(), "SiteLost", offer.getAgent(), previous, event);
    }

    void siteReturned(SiteOffered offer, String previous) {
        SiteReturned event = SiteReturned.newBuilder()
                .setSite(offer.getSite())
                .setAuthority(authority)
                .setAgent(offer.getAgent())
                .build();
        site(offer.getSite(), "SiteReturned", offer.getAgent(), previous, event);
    }

    private void site(String site, String type, String agent, String previous, Object event) {
        decisions.add(new Decision(DerivedId.of(type, site, agent, previous), site, Optional.empty(), event));
    }

    private void add(Entity entity, Object event, String... idParts) {
        decisions.add(new Decision(DerivedId.of(idParts), entity.id().toString(), entity.trace(), event));
    }
}
