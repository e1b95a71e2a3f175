package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.domain.Sky.GB;
import static org.periapsis.scheduler.domain.Sky.every;
import static org.periapsis.scheduler.domain.Sky.exited;
import static org.periapsis.scheduler.domain.Sky.only;
import static org.periapsis.scheduler.domain.Sky.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.periapsis.events.*;

class JobPlacementTest {
    private final Sky sky = new Sky();

    private void threeSites(double cores) {
        sky.offer("esac", cores);
        sky.offer("jive", cores);
        sky.offer("skao", cores);
    }

    private static int tasks(RunPlaced placed) {
        return placed.getEntries().stream().mapToInt(IndexRange::getCount).sum();
    }

    /** Ends every run well, until the job is over. */
    private List<RunPlaced> runToTheEnd(List<Object> first) {
        List<RunPlaced> all = new ArrayList<>();
        List<Object> decided = first;
        while (!every(decided, RunPlaced.class).isEmpty()) {
            List<RunPlaced> placed = every(decided, RunPlaced.class);
            all.addAll(placed);
            placed.forEach(run -> sky.tell(exited(run, Outcome.SUCCEEDED, tasks(run), 0)));
            decided = sky.settle();
        }
        JobConcluded concluded = only(decided, JobConcluded.class);
        assertThat(concluded.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(concluded.getTasksSucceeded())
                .isEqualTo(all.stream().mapToInt(JobPlacementTest::tasks).sum());
        return all;
    }

    @Test
    void runsEachShardBesideItsData() {
        threeSites(4);
        sky.tell(sky.job(
                        "j",
                        Wish.REMOTE,
                        shard(0, 7, 7 * GB, "esac"),
                        shard(7, 7, 7 * GB, "jive"),
                        shard(14, 6, 6 * GB, "skao"))
                .build());
        List<RunPlaced> runs = runToTheEnd(sky.settle());
        assertThat(runs).allSatisfy(run -> {
            int first = run.getEntries().get(0).getFirst();
            assertThat(run.getSite()).isEqualTo(first < 7 ? "esac" : first < 14 ? "jive" : "skao");
            assertThat(run.getSources()).extracting(InputSource::getSite).containsExactly(run.getSite());
        });
        Set<Integer> entries = new HashSet<>();
        runs.forEach(run -> run.getEntries().forEach(range -> {
            for (int i = 0; i < range.getCount(); i++) {
                assertThat(entries.add(range.getFirst() + i)).isTrue();
            }
        }));
        assertThat(entries).hasSize(20);
        assertThat(runs.stream()
                        .flatMap(r -> r.getSources().stream())
                        .mapToLong(InputSource::getBytes)
                        .sum())
                .isEqualTo(20 * GB);
        assertThat(runs).extracting(RunPlaced::getEpoch).doesNotHaveDuplicates();
        assertThat(runs).extracting(RunPlaced::getRunId).doesNotHaveDuplicates();
        assertThat(sky.state.entities()).isEmpty();
    }

    @Test
    void usesEverySlotThatIsFree() {
        sky.offer("esac", 4);
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 100, GB, "esac")).build());
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunPlaced.class)).hasSize(4);
        assertThat(every(decided, RunPlaced.class))
                .allSatisfy(run -> assertThat(tasks(run)).isEqualTo(13));
        RunWaiting waiting = only(decided, RunWaiting.class);
        assertThat(waiting.getShard()).isZero();
        assertThat(waiting.getReason()).isEqualTo(WaitReason.HOLDERS_BUSY);
        assertThat(waiting.getMessage()).contains("48 tasks");
    }

    @Test
    void goesElsewhereOnlyWhereThatIsQuickerThanWaiting() {
        sky.offer("jive", 1);
        sky.offer("esac", 8);
        // A chunk of 10 GB takes 200 s to move, a slot comes free in 30 s; a chunk of 10 MB takes 0.2 s.
        sky.tell(sky.job("heavy", Wish.REMOTE, shard(0, 2, 20 * GB, "jive")).build());
        assertThat(every(sky.settle(), RunPlaced.class))
                .extracting(RunPlaced::getSite)
                .containsExactly("jive");
        sky.tell(sky.job("light", Wish.REMOTE, shard(0, 2, GB / 50, "jive")).build());
        assertThat(every(sky.settle(), RunPlaced.class))
                .extracting(RunPlaced::getSite)
                .containsOnly("esac");
    }

    @Test
    void aShardWhoseHolderIsFullKeepsNoOtherWaiting() {
        sky.limits = new Limits("hub", 50e6, java.util.Map.of(), sky.limits.waits(), new Limits.Tries(3, 3, 1, 4), 100);
        sky.offer("esac", 1);
        sky.offer("jive", 8);
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 50, GB, "esac"), shard(50, 8, GB, "jive"))
                .build());
        assertThat(every(sky.settle(), RunPlaced.class)).hasSize(9);
    }

    @Test
    void sharesSlotsFairlyAmongUsers() {
        sky.offer("esac", 8);
        sky.tell(sky.job("anna", Wish.WAIT, shard(0, 1000, GB, "esac")).build());
        sky.tell(sky.job("ben", Wish.WAIT, shard(0, 1000, GB, "esac"))
                .setOwner(Sky.BEN)
                .build());
        List<RunPlaced> placed = every(sky.settle(), RunPlaced.class);
        assertThat(placed.stream().filter(run -> run.getOwner().equals(Sky.ANNA)))
                .hasSize(4);
        assertThat(placed.stream().filter(run -> run.getOwner().equals(Sky.BEN)))
                .hasSize(4);
    }

    @Test
    void givesToOthersWhatOneUserCannotUse() {
        sky.offer("esac", 4);
        sky.offer("jive", 4);
        sky.tell(sky.job("anna", Wish.WAIT, shard(0, 1000, GB, "esac")).build());
        sky.tell(sky.job("ben", Wish.WAIT, shard(0, 1000, GB, "jive"))
                .setOwner(Sky.BEN)
                .build());
        sky.tell(sky.job("more", Wish.WAIT, shard(0, 1000, GB, "esac")).build());
        assertThat(every(sky.settle(), RunPlaced.class)).hasSize(8);
    }

    @Test
    void triesAFailedChunkAgainAndCountsWhatFailsInTheEnd() {
        sky.offer("esac", 1);
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 2, GB, "esac"))
                .setMaxAttempts(2)
                .build());
        RunPlaced first = only(sky.settle(), RunPlaced.class);
        sky.tell(exited(first, Outcome.FAILED, 0, 1));
        RunPlaced again = only(sky.settle(), RunPlaced.class);
        assertThat(again.getRunId()).isEqualTo(first.getRunId());
        assertThat(again.getEntries()).isEqualTo(first.getEntries());
        assertThat(again.getEpoch()).isEqualTo(2);
        sky.tell(exited(again, Outcome.FAILED, 0, 1));
        List<Object> decided = sky.settle();
        RunConcluded concluded = only(decided, RunConcluded.class);
        assertThat(concluded.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(concluded.getTasksFailed()).isEqualTo(1);
        RunPlaced other = only(decided, RunPlaced.class);
        assertThat(other.getRunId()).isNotEqualTo(first.getRunId());
        sky.tell(exited(other, Outcome.SUCCEEDED, 1, 0));
        JobConcluded over = only(sky.settle(), JobConcluded.class);
        assertThat(over.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(over.getTasksSucceeded()).isEqualTo(1);
        assertThat(over.getTasksFailed()).isEqualTo(1);
    }

    @Test
    void movesRunsAwayFromASilentSiteUnderAHigherEpoch() {
        sky.offer("esac", 1);
        sky.offer("jive", 1);
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 1, GB, "esac", "jive"))
                .setMaxAttempts(1)
                .build());
        RunPlaced first = only(sky.settle(), RunPlaced.class);
        String other = first.getSite().equals("esac") ? "jive" : "esac";
        sky.heardMs += 11_000;
        sky.offer(other, 1);
        List<Object> decided = sky.settle();
        assertThat(only(decided, SiteLost.class).getSite()).isEqualTo(first.getSite());
        RunRevoked revoked = only(decided, RunRevoked.class);
        assertThat(revoked.getEpoch()).isEqualTo(1);
        RunPlaced again = only(decided, RunPlaced.class);
        assertThat(again.getSite()).isEqualTo(other);
        assertThat(again.getEpoch()).isEqualTo(2);
        assertThat(again.getRunId()).isEqualTo(first.getRunId());
        sky.tell(exited(first, Outcome.SUCCEEDED, 1, 0));
        assertThat(sky.settle()).isEmpty();
        sky.tell(exited(again, Outcome.SUCCEEDED, 1, 0));
        decided = sky.settle();
        assertThat(only(decided, RunConcluded.class).getEpoch()).isEqualTo(2);
        assertThat(only(decided, JobConcluded.class).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void endsAsAskedAndKeepsWhatIsDone() {
        sky.offer("esac", 2);
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 100, GB, "esac")).build());
        List<RunPlaced> placed = every(sky.settle(), RunPlaced.class);
        assertThat(placed).hasSize(2);
        sky.tell(new JobCancelRequested(Sky.id("j"), Sky.ANNA, "team", "hub", "wrong data"));
        assertThat(every(sky.settle(), RunRevoked.class)).hasSize(2);
        sky.tell(exited(placed.get(0), Outcome.STOPPED, 0, 0));
        sky.tell(exited(placed.get(1), Outcome.STOPPED, 0, 0));
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunConcluded.class)).hasSize(2);
        assertThat(every(decided, RunPlaced.class)).isEmpty();
        assertThat(only(decided, JobConcluded.class).getOutcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void failsAtOnceWhatHasNoReplicaOrNoInput() {
        threeSites(4);
        sky.tell(sky.job("none", Wish.REMOTE, shard(0, 3, GB)).build());
        assertThat(only(sky.settle(), JobConcluded.class).getReason()).contains("3 inputs have no replica");
        sky.tell(sky.job("empty", Wish.REMOTE).build());
        assertThat(only(sky.settle(), JobConcluded.class).getReason()).contains("no inputs");
    }

    @Test
    void placesTheFirstOfAsManyTasksAsCanBe() {
        threeSites(4);
        sky.tell(sky.job("all", Wish.WAIT, shard(0, Integer.MAX_VALUE, 1_000_000 * GB, "esac"))
                .build());
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunPlaced.class)).hasSize(4).allSatisfy(run -> {
            assertThat(tasks(run)).isEqualTo(100);
            assertThat(run.getSources())
                    .allSatisfy(source -> assertThat(source.getBytes()).isPositive());
        });
        assertThat(only(decided, RunWaiting.class).getMessage()).startsWith(Integer.MAX_VALUE - 400 + " tasks wait");
    }

    @Test
    void runsWhatCanRunBeforeItFailsForTheRest() {
        threeSites(4);
        sky.tell(sky.job("j", Wish.REMOTE, shard(0, 1, GB, "esac"), shard(1, 2, GB))
                .build());
        RunPlaced placed = only(sky.settle(), RunPlaced.class);
        sky.tell(exited(placed, Outcome.SUCCEEDED, 1, 0));
        JobConcluded over = only(sky.settle(), JobConcluded.class);
        assertThat(over.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(over.getTasksSucceeded()).isEqualTo(1);
        assertThat(over.getTasksFailed()).isEqualTo(2);
    }

    @Test
    void copiesAShardOnlyWhereNoHolderCanEverRunIt() {
        sky.offer("esac", 4);
        sky.offer(sky.site("jive", 4)
                .setDatalabs(List.of(new DatalabOffer("statistics", "1", false, "no Python here", null))));
        sky.tell(sky.job("j", Wish.REPLICATE, shard(0, 2, GB, "jive"), shard(2, 1, GB, "esac"))
                .build());
        List<Object> decided = sky.settle();
        TransferOrdered ordered = only(decided, TransferOrdered.class);
        assertThat(ordered.getTargetSite()).isEqualTo("esac");
        assertThat(ordered.getEntries()).containsExactly(new IndexRange(0, 2));
        assertThat(only(decided, RunWaiting.class).getReason()).isEqualTo(WaitReason.TRANSFER_PENDING);
        assertThat(only(decided, RunPlaced.class).getEntries()).containsExactly(new IndexRange(2, 1));
        sky.tell(new TransferCompleted(ordered.getTransferId(), ordered.getEntityId(), "jive", "esac", GB, 5.0));
        assertThat(every(sky.settle(), RunPlaced.class)).allSatisfy(run -> assertThat(run.getSources())
                .extracting(InputSource::getSite)
                .containsExactly("esac"));
    }

    @Test
    void takesMemoryIntoAccountWhichAFlowDoesNotKnow() {
        sky.offer(sky.site("esac", 8).setCapacity(new Resources(8.0, 3000L, 0)).setFree(new Resources(8.0, 3000L, 0)));
        sky.tell(sky.job("small", Wish.WAIT, shard(0, 10, GB, "esac")).build());
        sky.tell(sky.job("big", Wish.WAIT, shard(0, 10, GB, "esac"))
                .setOwner(Sky.BEN)
                .setResources(new Resources(1.0, 2048L, 0))
                .build());
        List<RunPlaced> placed = every(sky.settle(), RunPlaced.class);
        long memory = placed.stream()
                .mapToLong(run -> run.getResources().getMemoryMib())
                .sum();
        assertThat(placed).isNotEmpty();
        assertThat(memory).isLessThanOrEqualTo(3000L);
    }

    @Test
    void keepsAJobWithinItsTeamsQuota() {
        sky.offer("esac", 8);
        sky.tell(new QuotaSet("team", 1, 0, 3, new Resources(100.0, 1L << 30, 8)));
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 100, GB, "esac")).build());
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunPlaced.class)).hasSize(3);
        assertThat(only(decided, RunWaiting.class).getReason()).isEqualTo(WaitReason.QUOTA);
    }

    @Test
    void aDatalabInTheMakingIsWaitedForOnItsOwnShardOnly() {
        sky.offer("esac", 4);
        sky.offer(sky.site("jive", 4)
                .setDatalabs(List.of(new DatalabOffer("statistics", "1", false, "installing", 20.0))));
        sky.tell(sky.job("j", Wish.WAIT, shard(0, 1, GB, "esac"), shard(1, 1, GB, "jive"))
                .build());
        List<Object> decided = sky.settle();
        assertThat(only(decided, RunPlaced.class).getSite()).isEqualTo("esac");
        RunWaiting waiting = only(decided, RunWaiting.class);
        assertThat(waiting.getShard()).isEqualTo(1);
        assertThat(waiting.getReason()).isEqualTo(WaitReason.DATALAB_NOT_READY);
    }
}
