package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.periapsis.portal.domain.DevicePoll.Answer;
import org.periapsis.portal.domain.DevicePoll.State;

class DevicePollTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final Optional<DevicePoll.Approval> ADA = Optional.of(new DevicePoll.Approval(
            new SignIn("ada", List.of("user")), "a program", Duration.ofHours(1), Optional.empty(), Optional.empty()));

    @Test
    void aProgramIsSignedInOnlyWhenApprovedInTime() {
        assertThat(poll(State.APPROVED, NOW.plusSeconds(1), true)).isEqualTo(Answer.SIGNED_IN);
        assertThat(poll(State.APPROVED, NOW, false)).isEqualTo(Answer.EXPIRED_TOKEN);
        assertThat(poll(State.DENIED, NOW.plusSeconds(1), false)).isEqualTo(Answer.ACCESS_DENIED);
    }

    @Test
    void aProgramThatWaitsIsToldSoAndToSlowDownWhenItAsksTooSoon() {
        assertThat(poll(State.PENDING, NOW.plusSeconds(1), false)).isEqualTo(Answer.AUTHORIZATION_PENDING);
        assertThat(poll(State.PENDING, NOW.plusSeconds(1), true)).isEqualTo(Answer.SLOW_DOWN);
        assertThat(poll(State.PENDING, NOW.minusSeconds(1), true)).isEqualTo(Answer.EXPIRED_TOKEN);
    }

    @Test
    void nobodyIsNamedUnlessSignedIn() {
        assertThat(DevicePoll.of(State.DENIED, ADA, NOW.plusSeconds(1), false, NOW)
                        .approval())
                .isEmpty();
        assertThat(DevicePoll.of(State.APPROVED, ADA, NOW.plusSeconds(1), false, NOW)
                        .approval())
                .isEqualTo(ADA);
    }

    @Test
    void aCodeIsReadAsPeopleTypeIt() {
        Random random = new Random(1);
        UserCode code = UserCode.random(random::nextInt);
        assertThat(code.toString()).matches("[B-Z]{4}-[B-Z]{4}");
        assertThat(UserCode.typed(" " + code.toString().toLowerCase(java.util.Locale.ROOT) + " "))
                .isEqualTo(code);
        assertThat(UserCode.typed(code.letters())).isEqualTo(code);
        assertThatThrownBy(() -> UserCode.typed("ABCD-EFGH")).hasMessageContaining("user_code");
        assertThatThrownBy(() -> UserCode.typed("")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Answer poll(State state, Instant expires, boolean early) {
        return DevicePoll.of(state, ADA, expires, early, NOW).answer();
    }
}
