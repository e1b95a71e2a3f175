package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.domain.Sky.GB;
import static org.periapsis.scheduler.domain.Sky.every;
import static org.periapsis.scheduler.domain.Sky.only;
import static org.periapsis.scheduler.domain.Sky.shard;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.periapsis.events.*;

class SessionPlacementTest {
    private final Sky sky = new Sky();

    private void threeSites() {
        sky.offer("esac", 4);
        sky.offer("jive", 4);
        sky.offer("skao", 4);
    }

    @Test
    void startsWhereMostOfTheBytesAre() {
        threeSites();
        sky.tell(sky.session("s", Wish.REMOTE, shard(0, 3, 5 * GB, "jive"), shard(3, 1, GB, "skao"))
                .build());
        RunPlaced placed = only(sky.settle(), RunPlaced.class);
        assertThat(placed.getSite()).isEqualTo("jive");
        assertThat(placed.getEpoch()).isEqualTo(1);
        assertThat(placed.getRunId()).isEqualTo("0");
        assertThat(placed.getEntries()).extracting(IndexRange::getFirst).containsExactly(0, 3);
        assertThat(placed.getSources()).extracting(InputSource::getSite).containsExactly("jive", "skao");
        assertThat(placed.getSources()).extracting(InputSource::getBytes).containsExactly(5 * GB, GB);
        assertThat(placed.getOwner()).isEqualTo(Sky.ANNA);
        assertThat(placed.getTeam()).isEqualTo("team");
        assertThat(placed.getAuthority()).isEqualTo("hub");
        assertThat(placed.getLeaseS()).isEqualTo(3600);
    }

    @Test
    void keepsEveryTermOfEverySitesScore() {
        threeSites();
        sky.limits = new Limits("hub", 50e6, Map.of("jive", 10.0), sky.limits.waits(), sky.limits.tries(), 10);
        sky.tell(sky.session("s", Wish.REMOTE, shard(0, 3, 5 * GB, "jive")).build());
        Map<String, SiteScore> scores =
                Sky.scores(only(sky.settle(), RunPlaced.class).getScores());
        assertThat(scores).containsOnlyKeys("esac", "jive", "skao");
        SiteScore esac = scores.get("esac");
        assertThat(esac.getTransferS()).isEqualTo(100.0);
        assertThat(esac.getEgressS()).isEqualTo(50.0);
        assertThat(esac.getTotalS()).isEqualTo(150.0);
        assertThat(esac.getMovedBytes()).isEqualTo(5 * GB);
        assertThat(scores.get("jive").getTotalS()).isZero();
        assertThat(scores.get("jive").getLocalBytes()).isEqualTo(5 * GB);
    }

    @Test
    void goesByMeasuredRatesOnceThereAreSome() {
        threeSites();
        sky.rates.measured("jive", "esac", GB, 1);
        sky.tell(sky.session("s", Wish.REMOTE, shard(0, 1, GB, "jive"), shard(1, 1, GB, "esac"))
                .build());
        Map<String, SiteScore> scores =
                Sky.scores(only(sky.settle(), RunPlaced.class).getScores());
        assertThat(scores.get("esac").getTransferS()).isEqualTo(1.0);
        assertThat(scores.get("jive").getTransferS()).isEqualTo(20.0);
    }

    @Test
    void waitsForTheHolderWhenThatIsWished() {
        sky.offer("esac", 4);
        sky.offer("jive", 1);
        sky.tell(sky.session("first", Wish.WAIT, shard(0, 1, GB, "jive")).build());
        sky.tell(sky.session("second", Wish.WAIT, shard(0, 1, GB, "jive")).build());
        List<Object> decided = sky.settle();
        RunPlaced placed = only(decided, RunPlaced.class);
        RunWaiting waiting = only(decided, RunWaiting.class);
        assertThat(waiting.getReason()).isEqualTo(WaitReason.HOLDERS_BUSY);
        assertThat(waiting.getMessage()).contains("jive");
        assertThat(Sky.scores(waiting.getScores()).get("esac").getRefusal()).contains("does not hold 1 input (1.0 GB)");
        sky.tell(Sky.exited(placed, Outcome.STOPPED, 0, 0));
        RunPlaced next = only(sky.settle(), RunPlaced.class);
        assertThat(next.getSite()).isEqualTo("jive");
        assertThat(next.getEntityId()).isNotEqualTo(placed.getEntityId());
    }

    @Test
    void waitsWithoutACallWhileTheReasonStays() {
        sky.offer("jive", 1);
        sky.tell(sky.session("first", Wish.REMOTE).build());
        sky.tell(sky.session("second", Wish.REMOTE).build());
        assertThat(every(sky.settle(), RunWaiting.class)).hasSize(1);
        sky.offer("jive", 1);
        assertThat(sky.settle()).isEmpty();
    }

    @Test
    void saysWhyNothingCanBePlacedYet() {
        sky.tell(sky.session("s", Wish.REMOTE).build());
        assertThat(only(sky.settle(), RunWaiting.class).getReason()).isEqualTo(WaitReason.NO_OFFER);
        sky.offer(
                sky.site("esac", 4).setDatalabs(List.of(new DatalabOffer("notebook", "1", false, "installing", 20.0))));
        assertThat(only(sky.settle(), RunWaiting.class).getReason()).isEqualTo(WaitReason.DATALAB_NOT_READY);
        sky.offer("esac", 4);
        assertThat(only(sky.settle(), RunPlaced.class).getSite()).isEqualTo("esac");
    }

    @Test
    void failsAtOnceWhatCanNeverFit() {
        threeSites();
        sky.tell(sky.session("s", Wish.REMOTE).setResources(Sky.cores(64)).build());
        SessionConcluded concluded = only(sky.settle(), SessionConcluded.class);
        assertThat(concluded.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(concluded.getReason()).contains("64 cores").contains("jive has 4 cores");
        assertThat(sky.state.entities()).isEmpty();
    }

    @Test
    void callsNothingImpossibleBeforeEverybodyHadTimeToSpeak() {
        sky.heardMs = 100;
        sky.offer("esac", 4);
        sky.tell(sky.session("s", Wish.REMOTE).setResources(Sky.cores(64)).build());
        assertThat(every(sky.settle(), SessionConcluded.class)).isEmpty();
    }

    @Test
    void failsWhatNoSiteHolds() {
        threeSites();
        sky.tell(sky.session("s", Wish.REMOTE, shard(0, 2, GB)).build());
        assertThat(only(sky.settle(), SessionConcluded.class).getReason()).contains("2 inputs have no replica");
    }

    @Test
    void failsToWaitForAHolderOfEverythingWhereThereIsNone() {
        threeSites();
        sky.tell(sky.session("s", Wish.WAIT, shard(0, 1, GB, "jive"), shard(1, 1, GB, "skao"))
                .build());
        assertThat(only(sky.settle(), SessionConcluded.class).getReason()).contains("no site holds every input");
    }

    @Test
    void goesToTheNamedSiteOnly() {
        threeSites();
        sky.tell(sky.session("s", Wish.REMOTE, shard(0, 1, GB, "jive"))
                .setSite("skao")
                .build());
        RunPlaced placed = only(sky.settle(), RunPlaced.class);
        assertThat(placed.getSite()).isEqualTo("skao");
        assertThat(Sky.scores(placed.getScores()).get("jive").getRefusal()).contains("names skao");
    }

    @Test
    void copiesFirstWhenThatIsWishedAndThenReadsLocally() {
        threeSites();
        sky.tell(sky.session("s", Wish.REPLICATE, shard(0, 3, 5 * GB, "jive"), shard(3, 1, GB, "skao"))
                .build());
        List<Object> decided = sky.settle();
        TransferOrdered ordered = only(decided, TransferOrdered.class);
        assertThat(ordered.getSourceSite()).isEqualTo("skao");
        assertThat(ordered.getTargetSite()).isEqualTo("jive");
        assertThat(ordered.getEntries()).containsExactly(new IndexRange(3, 1));
        assertThat(ordered.getBytes()).isEqualTo(GB);
        assertThat(only(decided, RunWaiting.class).getReason()).isEqualTo(WaitReason.TRANSFER_PENDING);
        sky.tell(new TransferCompleted(ordered.getTransferId(), ordered.getEntityId(), "skao", "jive", GB, 10.0));
        RunPlaced placed = only(sky.settle(), RunPlaced.class);
        assertThat(placed.getSite()).isEqualTo("jive");
        assertThat(placed.getSources()).extracting(InputSource::getSite).containsExactly("jive");
    }

    @Test
    void copiesAgainWhatFailedAndGivesUpInTheEnd() {
        threeSites();
        sky.tell(sky.session("s", Wish.REPLICATE, shard(0, 3, 5 * GB, "jive"), shard(3, 1, GB, "skao"))
                .build());
        List<Object> decided = sky.settle();
        for (int i = 0; i < 3; i++) {
            TransferOrdered ordered = only(decided, TransferOrdered.class);
            sky.tell(new TransferFailed(
                    ordered.getTransferId(), ordered.getEntityId(), "skao", "jive", null, "disk full"));
            decided = sky.settle();
        }
        SessionConcluded concluded = only(decided, SessionConcluded.class);
        assertThat(concluded.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(concluded.getReason()).contains("skao").contains("disk full");
    }

    @Test
    void keepsATeamWithinItsQuota() {
        threeSites();
        sky.tell(new QuotaSet("team", 1, 0, 1, new Resources(100.0, 1L << 30, 8)));
        sky.tell(sky.session("first", Wish.REMOTE).build());
        sky.tell(sky.session("second", Wish.REMOTE).build());
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunPlaced.class)).hasSize(1);
        assertThat(only(decided, RunWaiting.class).getReason()).isEqualTo(WaitReason.QUOTA);
        sky.tell(new QuotaSet("team", 2, 1, 2, new Resources(100.0, 1L << 30, 8)));
        assertThat(every(sky.settle(), RunPlaced.class)).hasSize(1);
    }

    @Test
    void ignoresAQuotaThatExpectsAnotherVersion() {
        sky.tell(new QuotaSet("team", 1, 0, 5, new Resources(100.0, 1L << 30, 8)));
        sky.tell(new QuotaSet("team", 1, 0, 7, new Resources(100.0, 1L << 30, 8)));
        assertThat(sky.state.quota("team").orElseThrow().getRuns()).isEqualTo(5);
    }

    @Test
    void leavesToOthersWhatNamesAnotherScheduler() {
        threeSites();
        sky.tell(sky.session("s", Wish.REMOTE).setAuthority("elsewhere").build());
        assertThat(sky.settle()).isEmpty();
    }

    @Test
    void doesNotPlaceWhereAnotherSchedulerRules() {
        sky.offer(sky.site("esac", 4).setAuthority("elsewhere"));
        sky.tell(sky.session("s", Wish.REMOTE).build());
        assertThat(every(sky.settle(), RunPlaced.class)).isEmpty();
    }

    @Test
    void setsAsideWhatItPlacedBeforeTheSiteSaysSo() {
        sky.offer("esac", 2);
        for (int i = 0; i < 3; i++) {
            sky.tell(sky.session("s" + i, Wish.REMOTE).build());
        }
        List<Object> decided = sky.settle();
        assertThat(every(decided, RunPlaced.class)).hasSize(2);
        assertThat(only(decided, RunWaiting.class).getReason()).isEqualTo(WaitReason.NO_CAPACITY);
    }

    @Test
    void countsWhatOthersUseOfASite() {
        sky.offer(sky.site("esac", 4).setFree(new Resources(0.5, 65536L, 0)));
        sky.tell(sky.session("s", Wish.REMOTE).build());
        assertThat(only(sky.settle(), RunWaiting.class).getReason()).isEqualTo(WaitReason.NO_CAPACITY);
    }

    @Test
    void refusesABuildAloud() {
        BuildRequested build = BuildRequested.newBuilder()
                .setBuildId(Sky.id("b"))
                .setOwner(Sky.ANNA)
                .setTeam("team")
                .setAuthority("hub")
                .setDatalabId("mine")
                .setVersion("1")
                .setSource("s3://x/y")
                .setResources(Sky.cores(1))
                .build();
        sky.tell(build);
        RunConcluded concluded = only(sky.settle(), RunConcluded.class);
        assertThat(concluded.getEntityKind()).isEqualTo(EntityKind.BUILD);
        assertThat(concluded.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(concluded.getReason()).contains("does not build");
    }
}
