package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.scheduler.domain.Sky.GB;
import static org.periapsis.scheduler.domain.Sky.shard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.periapsis.events.*;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;

class SmallPartsTest {
    @Test
    void rangesJoinInAnyOrder() {
        Ranges one = new Ranges();
        one.add(0, 2);
        one.add(4, 2);
        one.add(2, 2);
        Ranges other = new Ranges();
        other.add(2, 4);
        other.add(0, 3);
        assertThat(one).hasToString(other.toString());
        assertThat(one.covers(1, 5)).isTrue();
        assertThat(one.covers(1, 6)).isFalse();
        assertThat(one.missing(0, 8)).containsExactly(new IndexRange(6, 2));
    }

    @Test
    void rangesTellWhatIsMissingBetweenThem() {
        Ranges ranges = new Ranges();
        ranges.add(2, 2);
        ranges.add(6, 2);
        assertThat(ranges.missing(0, 10))
                .containsExactly(new IndexRange(0, 2), new IndexRange(4, 2), new IndexRange(8, 2));
        assertThat(ranges.missing(3, 4)).containsExactly(new IndexRange(4, 2));
        assertThat(ranges.missing(2, 2)).isEmpty();
        assertThat(ranges.size()).isEqualTo(4);
    }

    @Test
    void rangesEndWhereNumbersDo() {
        Ranges ranges = new Ranges();
        ranges.add(0, Integer.MAX_VALUE);
        assertThat(ranges.covers(Integer.MAX_VALUE - 2, 1)).isTrue();
        assertThat(ranges.covers(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
        assertThatThrownBy(() -> ranges.missing(Integer.MAX_VALUE, 2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> ranges.add(2, Integer.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aShardOfAllTasksThatCanBeIsCutIntoAsManyChunksAsAPlanGivesOut() {
        IndexRange all = new IndexRange(0, Integer.MAX_VALUE);
        Demand demand = new Demand(null, 0, new Inputs.Piece(all, GB, Set.of("esac")), Optional.empty());
        demand.cut(List.of(all), 100);
        assertThat(demand.wanted()).isEqualTo(Demand.MOST_CHUNKS);
        assertThat(demand.tasks()).isEqualTo(Integer.MAX_VALUE);
        assertThat(demand.next()).isEqualTo(new IndexRange(0, 100));
        assertThat(demand.tasks()).isEqualTo(Integer.MAX_VALUE - 100);

        Demand last = new Demand(null, 0, new Inputs.Piece(all, GB, Set.of("esac")), Optional.empty());
        last.cut(List.of(new IndexRange(Integer.MAX_VALUE - 150, 150)), 100);
        assertThat(last.next()).isEqualTo(new IndexRange(Integer.MAX_VALUE - 150, 100));
        assertThat(last.next()).isEqualTo(new IndexRange(Integer.MAX_VALUE - 50, 50));
        assertThat(last.wanted()).isZero();
    }

    @Test
    void partsOfAPetabyteAddUpToIt() {
        IndexRange all = new IndexRange(0, 1_000_000);
        long bytes = 3_000_000_000_000_001L;
        Inputs.Piece piece = new Inputs.Piece(all, bytes, Set.of("esac"));
        assertThat(piece.part(0, 500_000).bytes()).isEqualTo(bytes / 2);
        assertThat(piece.part(0, 333_333).bytes() + piece.part(333_333, 666_667).bytes())
                .isEqualTo(bytes);
        assertThat(new Inputs(List.of(
                                new Inputs.Piece(new IndexRange(0, 1 << 30), GB, Set.of()),
                                new Inputs.Piece(new IndexRange(1 << 30, 1 << 30), GB, Set.of())))
                        .nowhere())
                .isEqualTo(1L << 31);
    }

    @Test
    void theClockOfSilenceStandsStillWhileTheInputIsBehind() {
        SilenceClock clock = new SilenceClock();
        clock.tick(1_000, true);
        clock.tick(2_000, true);
        assertThat(clock.millis()).isEqualTo(1_000);
        clock.tick(9_000, false);
        clock.tick(10_000, true);
        assertThat(clock.millis()).isEqualTo(1_000);
        clock.tick(10_500, true);
        assertThat(clock.millis()).isEqualTo(1_500);
        clock.tick(100_000, true);
        assertThat(clock.millis()).isEqualTo(3_500);
    }

    @Test
    void anOfferFoundOnTheLogIsNoSignOfLife() {
        Sky sky = new Sky();
        sky.tell(new SiteLost("esac", "hub", "agent-1", 10));
        sky.offers.hear(sky.site("esac", 4).build(), Amount.NONE, sky.heardMs, sky.now, false);
        assertThat(sky.settle()).isEmpty();
        sky.offer("esac", 4);
        assertThat(Sky.only(sky.settle(), SiteReturned.class).getSite()).isEqualTo("esac");
    }

    @Test
    void ratesAreMeansThatForget() {
        Rates rates = new Rates(1e6);
        assertThat(rates.bytesPerS("a", "b")).isEqualTo(1e6);
        rates.measured("a", "b", GB, 10);
        assertThat(rates.bytesPerS("a", "b")).isEqualTo(1e8);
        rates.measured("a", "b", GB, 5);
        assertThat(rates.bytesPerS("a", "b")).isEqualTo(1.3e8);
        assertThat(rates.bytesPerS("b", "a")).isEqualTo(1e6);
    }

    @Test
    void sharesAreEqualUntilSomebodyHasEnough() {
        assertThat(FairShare.of(Map.of("a", 3), Map.of("a", 9, "b", 2, "c", 9), 8))
                .isEqualTo(Map.of("a", 2, "b", 2, "c", 4));
        assertThat(FairShare.of(Map.of(), Map.of("a", 1), 8)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void theFlowIsTheCheapestThereIs() {
        FlowSolver.Problem problem = new FlowSolver.Problem(
                List.of(3, 2),
                List.of(3, 1),
                30,
                List.of(
                        new FlowSolver.Arc(0, 0, 0),
                        new FlowSolver.Arc(0, 1, 5),
                        new FlowSolver.Arc(1, 0, 0),
                        new FlowSolver.Arc(1, 1, 50)));
        // Both want site 0 with its three slots: one of the first goes to site 1 for 5 s, one waits for 30 s.
        int[] flow = new JGraphTFlowSolver().solve(problem);
        assertThat(flow[0] + flow[1]).isEqualTo(3);
        assertThat(flow[2] + flow[3]).isEqualTo(2);
        assertThat(flow[1]).isEqualTo(1);
        assertThat(flow[3]).isZero();
    }

    @Test
    void aPreviewSaysWhatPlanningThenDoes() {
        Sky sky = new Sky();
        sky.offer("esac", 4);
        sky.offer("jive", 4);
        SessionRequested asked =
                sky.session("s", Wish.REMOTE, shard(0, 1, GB, "jive")).build();
        Planner planner = new Planner(sky.limits, new JGraphTFlowSolver());
        World world = new World(sky.offers, sky.rates, sky.now, sky.heardMs);
        Preview preview = planner.preview(new Ask.OfSession(asked), sky.state, world);
        assertThat(preview.outcome()).isEqualTo("start");
        sky.tell(asked);
        RunPlaced placed = Sky.only(sky.settle(), RunPlaced.class);
        assertThat(preview.site()).contains(placed.getSite());
        assertThat(preview.scores()).isEqualTo(placed.getScores());
        assertThat(preview.expectedStartS()).contains(0.0);
    }

    @Test
    void aPreviewOfAJobSaysWhereEachShardWouldGo() {
        Sky sky = new Sky();
        sky.offer("esac", 4);
        sky.offer("jive", 4);
        JobSubmitted asked = sky.job("j", Wish.WAIT, shard(0, 1, GB, "jive"), shard(1, 1, GB, "esac"))
                .build();
        Planner planner = new Planner(sky.limits, new JGraphTFlowSolver());
        Preview preview = planner.preview(
                new Ask.OfJob(asked), sky.state, new World(sky.offers, sky.rates, sky.now, sky.heardMs));
        assertThat(preview.outcome()).isEqualTo("start");
        assertThat(preview.shards())
                .extracting(Preview::site)
                .containsExactly(Optional.of("jive"), Optional.of("esac"));
    }

    @Test
    void theQueueSaysPositionAndExpectedStart() {
        Sky sky = new Sky();
        sky.offer("esac", 1);
        for (int i = 0; i < 4; i++) {
            sky.now = sky.now.plusSeconds(1);
            sky.tell(sky.session("s" + i, Wish.REMOTE).build());
        }
        sky.settle();
        List<Queued> queue = Queued.of(sky.state, new World(sky.offers, sky.rates, sky.now, sky.heardMs), sky.limits);
        assertThat(queue).extracting(Queued::position).containsExactly(1, 2, 3);
        assertThat(queue)
                .extracting(queued -> queued.entity().id())
                .containsExactly(Sky.id("s1"), Sky.id("s2"), Sky.id("s3"));
        assertThat(queue.get(1).expectedStartS()).contains(600.0);
    }

    @Test
    void whatNobodyAskedForIsForgottenInTime() {
        Sky sky = new Sky();
        sky.offer("esac", 4);
        sky.tell(sky.session("s", Wish.REMOTE).build());
        RunPlaced placed = Sky.only(sky.settle(), RunPlaced.class);
        sky.tell(Sky.exited(placed, Outcome.SUCCEEDED, 0, 0));
        sky.settle();
        String before = sky.state.canonical();
        sky.state.forgetBeyond(0);
        sky.tell(Sky.ready(placed, sky.now));
        assertThat(sky.state.canonical()).isEqualTo(before);
        assertThat(sky.settle()).isEmpty();
    }
}
