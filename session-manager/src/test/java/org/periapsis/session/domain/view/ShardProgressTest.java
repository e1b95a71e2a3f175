package org.periapsis.session.domain.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.JobConcluded;
import org.periapsis.events.Outcome;
import org.periapsis.session.Facts;
import org.periapsis.session.domain.view.ShardProgress.AtSite;
import org.periapsis.session.domain.view.ShardProgress.State;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Part;
import org.periapsis.session.domain.view.Views.Progress;
import org.periapsis.session.domain.view.Views.Tally;

class ShardProgressTest {
    private static final Stamp STAMP = new Stamp("periapsis.requests.v1", 0, 0, 1_000, "e");
    private static final Going AT_ESAC = new Going("0", 1, "esac", 0);

    private final List<Part> parts = new ArrayList<>();
    private final List<Going> going = new ArrayList<>();
    private final Map<String, TaskCount> counts = new TreeMap<>();
    private boolean concluded;

    private List<ShardProgress> shards() {
        Request request = new Request(
                STAMP,
                "hub",
                "j",
                "statistics",
                "1",
                null,
                List.of(
                        new Request.ShardSummary(List.of("esac"), 0, 10, 100),
                        new Request.ShardSummary(List.of("jive"), 10, 5, 50)),
                new Request.Need(1, 1024, 0),
                "REMOTE",
                null,
                null,
                null);
        EntityView none = EntityView.none();
        EntityView job = new EntityView(
                "JOB", null, request, null, null, none.waiting(), none.conclusion(), none.transfers(), none.people());
        if (concluded) {
            job = job.apply(
                    new JobConcluded(new UUID(0, 1), Facts.ADA, "m31", "hub", Outcome.STOPPED, "enough", 0, 0), STAMP);
        }
        return ShardProgress.of(job, new Progress(List.of(), parts, List.of(), going), counts);
    }

    private static Part part(int shard, String site, long tasks, long succeeded, long failed, long running) {
        return new Part(shard, new Tally(site, 1, tasks, succeeded, failed, running, 0, 0));
    }

    @Test
    void aShardOfWhichNothingIsPlacedWaits() {
        assertThat(shards()).extracting(ShardProgress::state).containsExactly(State.WAITING, State.WAITING);
    }

    @Test
    void tasksOfARunThatGoesOnCountAsItsSiteTellsThem() {
        parts.add(part(0, "esac", 8, 2, 0, 6));
        going.add(AT_ESAC);
        counts.put("0", new TaskCount("0", 1, 3, 1, List.of()));
        ShardProgress first = shards().get(0);
        assertThat(first.state()).isEqualTo(State.RUNNING);
        assertThat(List.of(first.done(), first.failed(), first.running())).containsExactly(5L, 1L, 2L);
    }

    @Test
    void whatASiteTellsOfAnEarlierAttemptCountsNowhere() {
        parts.add(part(0, "esac", 6, 0, 0, 6));
        going.add(new Going("0", 2, "esac", 0));
        counts.put("0", new TaskCount("0", 1, 3, 1, List.of()));
        assertThat(shards().get(0).running()).isEqualTo(6);
    }

    @Test
    void aSiteThatTellsMoreThanIsPlacedThereIsHeldToThat() {
        parts.add(part(0, "esac", 4, 2, 0, 2));
        going.add(AT_ESAC);
        counts.put("0", new TaskCount("0", 1, 3, 1, List.of()));
        ShardProgress first = shards().get(0);
        assertThat(List.of(first.done(), first.failed(), first.running())).containsExactly(4L, 0L, 0L);
    }

    @Test
    void aShardAtTwoSitesNamesTheOneWithMoreOfItFirst() {
        parts.add(part(1, "esac", 1, 1, 0, 0));
        parts.add(part(1, "jive", 4, 4, 0, 0));
        ShardProgress second = shards().get(1);
        assertThat(second.at()).extracting(AtSite::site).containsExactly("jive", "esac");
        assertThat(second.state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whatIsLeftOfAnEndedJobIsCancelledUnlessSomethingOfItFailed() {
        parts.add(part(0, "esac", 4, 4, 0, 0));
        parts.add(part(1, "jive", 2, 1, 1, 0));
        concluded = true;
        assertThat(shards()).extracting(ShardProgress::state).containsExactly(State.CANCELLED, State.FAILED);
    }
}
