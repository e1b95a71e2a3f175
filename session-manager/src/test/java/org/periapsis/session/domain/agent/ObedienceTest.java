package org.periapsis.session.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.EntityKind;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.RunRevoked;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.events.Wish;

class ObedienceTest {

    private static final UUID SESSION = new UUID(1, 1);
    private static final Owner ANNA = new Owner("https://issuer", "anna");
    private static final Instant LATER = Instant.parse("2026-11-22T12:00:00Z");

    private final Obedience obedience = new Obedience("esac", "hub");
    private final Held held = Held.accepted(placed(2, "esac", "hub"), "secret");

    @Test
    void beginsWhatIsPlacedHereAndNothingElse() {
        assertThat(obedience.on(placed(1, "esac", "hub"), List.of()))
                .singleElement()
                .isInstanceOf(Intent.Begin.class);
        assertThat(obedience.on(placed(1, "jive", "hub"), List.of())).isEmpty();
        assertThat(obedience.on(placed(1, "esac", "other"), List.of())).isEmpty();
    }

    @Test
    void aRepeatedOrStalePlacementBeginsNothing() {
        assertThat(obedience.on(placed(2, "esac", "hub"), List.of(held))).isEmpty();
        assertThat(obedience.on(placed(1, "esac", "hub"), List.of(held))).isEmpty();
    }

    @Test
    void aLargerEpochFencesTheSmallerOneWhereverItIs() {
        assertThat(obedience.on(placed(3, "jive", "hub"), List.of(held)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Intent.LetGo.class, letGo -> assertThat(letGo.id()).isEqualTo(held.id()));
        assertThat(obedience.on(placed(3, "esac", "hub"), List.of(held)))
                .hasSize(2)
                .last()
                .isInstanceOf(Intent.Begin.class);
    }

    /** Who may enter is the portal's to know; what they may have copied is not to be good for longer than they are in. */
    @Test
    void whoIsPutOutLeavesTheRunWithANewToken() {
        assertThat(obedience.on(new SessionShared(SESSION, ANNA, "team", "hub", ANNA, ANNA), List.of(held)))
                .isEmpty();
        assertThat(obedience.on(new SessionUnshared(SESSION, ANNA, "team", "other", ANNA, ANNA), List.of(held)))
                .isEmpty();
        assertThat(obedience.on(new SessionUnshared(SESSION, ANNA, "team", "hub", ANNA, ANNA), List.of(held)))
                .containsExactly(new Intent.NewToken(held.id()));
    }

    @Test
    void aRevocationOfAnOlderEpochLeavesTheRunAlone() {
        assertThat(obedience.on(revoked(1), List.of(held))).isEmpty();
        assertThat(obedience.on(revoked(2), List.of(held))).hasSize(1);
    }

    @Test
    void requestsAboutTheSessionAreObeyed() {
        assertThat(obedience.on(new SessionStopRequested(SESSION, ANNA, "", "hub", null), List.of(held)))
                .singleElement()
                .isInstanceOf(Intent.End.class);
        assertThat(obedience.on(new SessionRenewalRequested(SESSION, ANNA, "", "hub", LATER), List.of(held)))
                .containsExactly(new Intent.Extend(held.id(), LATER));
        assertThat(obedience.on(new SessionStopRequested(new UUID(9, 9), ANNA, "", "hub", null), List.of(held)))
                .isEmpty();
    }

    private static RunRevoked revoked(int epoch) {
        return new RunRevoked(SESSION, EntityKind.SESSION, "0", epoch, "esac", ANNA, "", "hub", "moved");
    }

    private static RunPlaced placed(int epoch, String site, String authority) {
        return RunPlaced.newBuilder()
                .setEntityId(SESSION)
                .setEntityKind(EntityKind.SESSION)
                .setRunId("0")
                .setEpoch(epoch)
                .setSite(site)
                .setOwner(ANNA)
                .setTeam("")
                .setAuthority(authority)
                .setDatalab(new DatalabRef("viewer", "1.0.0", DatalabKind.SESSION))
                .setResources(new Resources(1.0, 512L, 0))
                .setWish(Wish.REMOTE)
                .build();
    }
}
