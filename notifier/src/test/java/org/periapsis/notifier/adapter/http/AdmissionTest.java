package org.periapsis.notifier.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.notifier.adapter.http.EventRoutes.StreamLimits;

class AdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Admission admission = new Admission(new StreamLimits(4, 8, 5, 10, LONG, LONG));
    private final List<String> asked = new ArrayList<>();

    @Test
    void nobodyHasMoreThanAShare() {
        for (int i = 0; i < 4; i++) {
            assertThat(person("ada").seat()).isPresent();
        }
        assertThat(person("ada").refusal()).isEqualTo(Admission.Refusal.SHARE);
        for (int i = 0; i < 5; i++) {
            assertThat(address("192.0.2.1").seat()).isPresent();
        }
        assertThat(address("192.0.2.1").refusal()).isEqualTo(Admission.Refusal.SHARE);
        assertThat(asked).isEmpty();
    }

    @Test
    void whoHasLeastComesInAndTheOldestOfWhoHasMostLeaves() {
        for (int i = 0; i < 5; i++) {
            address("192.0.2.1");
        }
        for (int i = 0; i < 3; i++) {
            address("192.0.2.2");
        }
        assertThat(address("192.0.2.3").seat()).isPresent();
        assertThat(asked).containsExactly("192.0.2.1");
        assertThat(address("192.0.2.3").seat()).isPresent();
        assertThat(asked).containsExactly("192.0.2.1", "192.0.2.1");
        // Now all have about the same.
        assertThat(address("192.0.2.3").refusal()).isEqualTo(Admission.Refusal.FULL);
    }

    @Test
    void aCrowdWithoutSignInLeavesRoomForThoseWithIt() {
        for (int i = 0; i < 20; i++) {
            address("192.0.2." + i);
        }
        assertThat(person("ada").seat()).isPresent();
        assertThat(person("bob").seat()).isPresent();
        assertThat(asked).isEmpty();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Admission.Seat seat = address("192.0.2.1").seat().orElseThrow();
        seat.leave();
        seat.leave();
        for (int i = 0; i < 8; i++) {
            assertThat(address("198.51.100." + i).seat()).isPresent();
        }
        assertThat(address("198.51.100.9").refusal()).isEqualTo(Admission.Refusal.FULL);
    }

    private Admission.Answer person(String name) {
        return admission.enter(name, false, () -> asked.add(name));
    }

    private Admission.Answer address(String address) {
        return admission.enter(address, true, () -> asked.add(address));
    }
}
