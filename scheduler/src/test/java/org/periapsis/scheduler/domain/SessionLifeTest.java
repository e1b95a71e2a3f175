package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.domain.Sky.every;
import static org.periapsis.scheduler.domain.Sky.only;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.*;

class SessionLifeTest {
    private final Sky sky = new Sky();
    private RunPlaced placed;

    @BeforeEach
    void aSessionIsPlaced() {
        sky.offer("esac", 4);
        sky.tell(sky.session("s", Wish.REMOTE).build());
        placed = only(sky.settle(), RunPlaced.class);
    }

    private void silence() {
        sky.heardMs += 11_000;
    }

    private static SessionStopRequested stop() {
        return new SessionStopRequested(Sky.id("s"), Sky.ANNA, "team", "hub", "enough");
    }

    @Test
    void isStoppedAsAskedOnceItsRunHasEnded() {
        sky.tell(stop());
        RunRevoked revoked = only(sky.settle(), RunRevoked.class);
        assertThat(revoked.getEpoch()).isEqualTo(placed.getEpoch());
        assertThat(revoked.getReason()).isEqualTo("enough");
        sky.tell(Sky.exited(placed, Outcome.STOPPED, 0, 0));
        List<Object> decided = sky.settle();
        assertThat(only(decided, RunConcluded.class).getOutcome()).isEqualTo(Outcome.STOPPED);
        assertThat(only(decided, SessionConcluded.class).getOutcome()).isEqualTo(Outcome.STOPPED);
        assertThat(sky.state.entities()).isEmpty();
        assertThat(sky.state.held("esac")).isEqualTo(Amount.NONE);
    }

    @Test
    void isStoppedAtOnceBeforeItWasPlaced() {
        sky.tell(sky.session("big", Wish.REMOTE).setResources(Sky.cores(4)).build());
        assertThat(every(sky.settle(), RunWaiting.class)).hasSize(1);
        sky.tell(new SessionStopRequested(Sky.id("big"), Sky.ANNA, "team", "hub", null));
        assertThat(only(sky.settle(), SessionConcluded.class).getOutcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void whoIsLetInIsNoMatterOfPlacement() {
        Owner bob = new Owner(Sky.ANNA.getIssuer(), "bob");
        sky.tell(new SessionShared(Sky.id("s"), Sky.ANNA, "team", "hub", bob, Sky.ANNA));
        sky.tell(new SessionUnshared(Sky.id("s"), Sky.ANNA, "team", "hub", bob, Sky.ANNA));
        assertThat(sky.settle()).isEmpty();
    }

    @Test
    void failsWithItsRunsReason() {
        sky.tell(Sky.exited(placed, Outcome.FAILED, 0, 0));
        List<Object> decided = sky.settle();
        assertThat(only(decided, SessionConcluded.class).getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(only(decided, SessionConcluded.class).getReason()).isEqualTo("it did not work");
    }

    @Test
    void isPlacedAgainWhenLostBeforeAnybodyCouldUseIt() {
        sky.tell(new RunLost(Sky.ref(placed), "agent restarted"));
        RunPlaced again = only(sky.settle(), RunPlaced.class);
        assertThat(again.getEpoch()).isEqualTo(2);
        sky.tell(new RunLost(Sky.ref(again), "agent restarted"));
        RunPlaced third = only(sky.settle(), RunPlaced.class);
        sky.tell(new RunLost(Sky.ref(third), "agent restarted"));
        assertThat(only(sky.settle(), SessionConcluded.class).getOutcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void isNotStartedTwiceByItselfOnceItWasReady() {
        sky.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        sky.offer("jive", 4);
        silence();
        sky.offer("jive", 4);
        List<Object> decided = sky.settle();
        assertThat(only(decided, SiteLost.class).getSite()).isEqualTo("esac");
        assertThat(decided).hasSize(1);
        sky.tell(new RunLost(Sky.ref(placed), "watchdog"));
        assertThat(only(sky.settle(), SessionConcluded.class).getOutcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void movesFromASilentSiteWhileItWasNotReady() {
        sky.offer("jive", 4);
        silence();
        sky.offer("jive", 4);
        List<Object> decided = sky.settle();
        assertThat(only(decided, RunRevoked.class).getSite()).isEqualTo("esac");
        RunPlaced again = only(decided, RunPlaced.class);
        assertThat(again.getSite()).isEqualTo("jive");
        assertThat(again.getEpoch()).isEqualTo(2);
    }

    @Test
    void endsWithItsLeaseWhenItsSiteSaysNothing() {
        sky.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        silence();
        sky.settle();
        sky.now = sky.now.plus(Duration.ofMinutes(60));
        assertThat(sky.settle()).isEmpty();
        sky.now = sky.now.plus(Duration.ofMinutes(2));
        List<Object> decided = sky.settle();
        assertThat(only(decided, RunRevoked.class).getReason()).contains("lease");
        assertThat(only(decided, SessionConcluded.class).getOutcome()).isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void livesLongerWhenRenewed() {
        sky.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        sky.tell(new SessionRenewalRequested(Sky.id("s"), Sky.ANNA, "team", "hub", sky.now.plusSeconds(7200)));
        sky.now = sky.now.plus(Duration.ofMinutes(90));
        assertThat(sky.settle()).isEmpty();
    }

    @Test
    void takesNoNoticeOfAStaleEpoch() {
        sky.tell(new RunLost(Sky.ref(placed), "agent restarted"));
        RunPlaced again = only(sky.settle(), RunPlaced.class);
        sky.tell(Sky.exited(placed, Outcome.FAILED, 0, 0));
        assertThat(sky.settle()).isEmpty();
        sky.tell(Sky.ready(again, sky.now.plusSeconds(3600)));
        assertThat(sky.settle()).isEmpty();
    }

    @Test
    void ignoresWhatComesAfterTheEnd() {
        sky.tell(Sky.exited(placed, Outcome.SUCCEEDED, 0, 0));
        sky.settle();
        sky.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        sky.tell(sky.session("s", Wish.REMOTE).build());
        assertThat(sky.settle()).isEmpty();
        assertThat(sky.state.entities()).isEmpty();
    }

    @Test
    void acceptsFactsBeforeTheirRequest() {
        Sky other = new Sky();
        other.offer("esac", 4);
        other.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        other.tell(placed);
        assertThat(other.settle()).isEmpty();
        other.tell(other.session("s", Wish.REMOTE).build());
        assertThat(other.settle()).isEmpty();
        assertThat(other.state.held("esac")).isEqualTo(Amount.of(Sky.cores(1)));
        assertThat(other.state
                        .find(Sky.id("s"))
                        .orElseThrow()
                        .run(0)
                        .orElseThrow()
                        .latest()
                        .phase())
                .isEqualTo(Phase.READY);
    }

    @Test
    void returnsWhenItsSiteIsHeardAgain() {
        sky.tell(Sky.ready(placed, sky.now.plusSeconds(3600)));
        silence();
        assertThat(every(sky.settle(), SiteLost.class)).hasSize(1);
        sky.offer("esac", 4);
        assertThat(only(sky.settle(), SiteReturned.class).getSite()).isEqualTo("esac");
        assertThat(sky.settle()).isEmpty();
    }
}
