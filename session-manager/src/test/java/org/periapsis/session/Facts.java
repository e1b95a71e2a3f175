package org.periapsis.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.periapsis.events.DataRights;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabOffer;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.IndexRange;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunReady;
import org.periapsis.events.RunRef;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.RunStaging;
import org.periapsis.events.RunStarted;
import org.periapsis.events.RunWaiting;
import org.periapsis.events.RuntimeOffer;
import org.periapsis.events.SessionConcluded;
import org.periapsis.events.SessionRequested;
import org.periapsis.events.Shard;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.SiteScore;
import org.periapsis.events.WaitReason;
import org.periapsis.events.Wish;

/** Facts about one session or job, as the scheduler and the agents write them. */
public record Facts(UUID id, EntityKind kind, Owner owner, String team) {
    public static final Owner ADA = new Owner("https://issuer.test", "ada");
    private static final DatalabRef NOTEBOOK = new DatalabRef("notebook", "1", DatalabKind.SESSION);
    private static final Resources NEED = new Resources(2.0, 4096L, 0);

    public static Facts session(UUID id) {
        return new Facts(id, EntityKind.SESSION, ADA, "m31");
    }

    public static Facts job(UUID id) {
        return new Facts(id, EntityKind.JOB, ADA, "m31");
    }

    public SessionRequested requested() {
        return new SessionRequested(
                id,
                owner,
                team,
                "hub",
                "a look",
                NOTEBOOK,
                new ManifestRef("s3://hub-manifests/x.ndjson", "x", 3, 300L),
                List.of(new Shard(List.of("esac"), new IndexRange(0, 3), 300L)),
                NEED,
                Wish.REMOTE,
                null,
                3600L);
    }

    public RunWaiting waiting(Integer shard) {
        return new RunWaiting(
                id, kind, shard, owner, team, "hub", WaitReason.NO_CAPACITY, "every site is full", scores());
    }

    public RunPlaced placed(String run, int epoch, String site, int first, int count) {
        return RunPlaced.newBuilder()
                .setEntityId(id)
                .setEntityKind(kind)
                .setRunId(run)
                .setEpoch(epoch)
                .setSite(site)
                .setOwner(owner)
                .setTeam(team)
                .setAuthority("hub")
                .setDatalab(NOTEBOOK)
                .setParameters(Map.of())
                .setEntries(List.of(new IndexRange(first, count)))
                .setSources(List.of())
                .setResources(NEED)
                .setWish(Wish.REMOTE)
                .setLeaseS(3600)
                .setScores(scores())
                .build();
    }

    public RunRevoked revoked(String run, int epoch, String site) {
        return new RunRevoked(id, kind, run, epoch, site, owner, team, "hub", "the site is lost");
    }

    public RunAccepted accepted(String run, int epoch, String site) {
        return new RunAccepted(ref(run, epoch, site));
    }

    public RunStaging staging(String run, int epoch, String site, long done) {
        return new RunStaging(ref(run, epoch, site), 100L, done, 50.0);
    }

    public RunStarted started(String run, int epoch, String site) {
        return new RunStarted(ref(run, epoch, site), 200L, 100L, 2.0, "pid 7");
    }

    public RunReady ready(String run, int epoch, String site, Instant until) {
        return new RunReady(ref(run, epoch, site), "http://127.0.0.1:1/", until);
    }

    public RunExited exited(String run, int epoch, String site, Outcome outcome, int succeeded, int failed) {
        return RunExited.newBuilder()
                .setRun(ref(run, epoch, site))
                .setOutcome(outcome)
                .setReason(outcome == Outcome.FAILED ? "exit code 1" : null)
                .setTasksSucceeded(succeeded)
                .setTasksFailed(failed)
                .build();
    }

    public RunConcluded runConcluded(String run, int epoch, String site, Outcome outcome, int succeeded, int failed) {
        return RunConcluded.newBuilder()
                .setEntityId(id)
                .setEntityKind(kind)
                .setRunId(run)
                .setEpoch(epoch)
                .setSite(site)
                .setOwner(owner)
                .setTeam(team)
                .setAuthority("hub")
                .setOutcome(outcome)
                .setReason(outcome == Outcome.FAILED ? "exit code 1" : null)
                .setDatalab(NOTEBOOK)
                .setOutputRights(DataRights.PROPRIETARY)
                .setTasksSucceeded(succeeded)
                .setTasksFailed(failed)
                .build();
    }

    public SessionConcluded concluded(Outcome outcome) {
        return new SessionConcluded(id, owner, team, "hub", outcome, "as asked");
    }

    public static SiteOffered offered(String site, String endpoint) {
        return SiteOffered.newBuilder()
                .setSite(site)
                .setAgent(site + "-1")
                .setAuthority("hub")
                .setEndpoint(endpoint)
                .setCapacity(new Resources(8.0, 16384L, 0))
                .setFree(new Resources(6.0, 8192L, 0))
                .setRunning(1)
                .setQueued(0)
                .setRuntimes(List.of(new RuntimeOffer("process", true, "no other uid")))
                .setDatalabs(List.of(new DatalabOffer("notebook", "1", false, "installing", 30.0)))
                .setDeadlineS(10)
                .build();
    }

    private static List<SiteScore> scores() {
        return List.of(
                new SiteScore("esac", null, 1.0, 2.0, 0.0, 0.0, 3.0, 200L, 100L),
                new SiteScore("jive", "no GPU", 0.0, 0.0, 0.0, 0.0, 0.0, 0L, 0L));
    }

    private RunRef ref(String run, int epoch, String site) {
        return new RunRef(id, kind, run, epoch, site, site + "-1", owner, team, "hub");
    }
}
