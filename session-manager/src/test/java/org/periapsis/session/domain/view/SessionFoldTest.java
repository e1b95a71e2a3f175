package org.periapsis.session.domain.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Outcome;
import org.periapsis.events.Owner;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionStopRequested;
import org.periapsis.events.SessionUnshared;
import org.periapsis.session.Facts;

/** What each topic tells in its own order may come in any order between topics. */
class SessionFoldTest {
    private static final Instant UNTIL = Instant.parse("2026-11-22T10:00:00Z");
    private final Facts facts = Facts.session(UUID.fromString("00000000-0000-8000-8000-000000000001"));

    private record Fact(Object event, Stamp stamp) {}

    private record Folded(EntityView entity, RunView run) {
        SessionState state() {
            return SessionState.of(entity, run, false);
        }
    }

    private static List<Fact> topic(String name, Object... events) {
        List<Fact> topic = new ArrayList<>();
        for (int i = 0; i < events.length; i++) {
            topic.add(new Fact(events[i], new Stamp(name, 0, i, 1_000 + i, name + i)));
        }
        return topic;
    }

    private static Folded fold(List<Fact> facts) {
        EntityView entity = EntityView.none();
        RunView run = RunView.none();
        for (Fact fact : facts) {
            entity = entity.apply(fact.event(), fact.stamp());
            if (RunView.keyOf(fact.event()).isPresent()) {
                run = run.apply(fact.event(), fact.stamp());
            }
        }
        return new Folded(entity, run);
    }

    private static Folded shuffled(Random random, List<List<Fact>> topics) {
        List<Deque<Fact>> left = new ArrayList<>();
        topics.forEach(topic -> left.add(new ArrayDeque<>(topic)));
        List<Fact> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Deque<Fact> next = left.get(random.nextInt(left.size()));
            order.add(next.poll());
            left.removeIf(Deque::isEmpty);
        }
        return fold(order);
    }

    @Test
    void comesToTheSameViewInWhateverOrderTopicsAreRead() {
        SessionRenewalRequested renewal =
                new SessionRenewalRequested(facts.id(), Facts.ADA, "m31", "hub", UNTIL.plusSeconds(60));
        SessionStopRequested stop = new SessionStopRequested(facts.id(), Facts.ADA, "m31", "hub", "enough");
        List<List<Fact>> topics = List.of(
                topic("requests", facts.requested(), renewal, shared("bob"), shared("cy"), unshared("bob"), stop),
                topic(
                        "decisions",
                        facts.waiting(null),
                        facts.placed("0", 1, "esac", 0, 3),
                        facts.revoked("0", 1, "esac"),
                        facts.waiting(null),
                        facts.placed("0", 2, "jive", 0, 3),
                        facts.runConcluded("0", 2, "jive", Outcome.STOPPED, 0, 0),
                        facts.concluded(Outcome.STOPPED)),
                topic("esac.runs", facts.accepted("0", 1, "esac"), facts.started("0", 1, "esac")),
                topic(
                        "jive.runs",
                        facts.accepted("0", 2, "jive"),
                        facts.staging("0", 2, "jive", 0),
                        facts.staging("0", 2, "jive", 100),
                        facts.started("0", 2, "jive"),
                        facts.ready("0", 2, "jive", UNTIL),
                        facts.exited("0", 2, "jive", Outcome.STOPPED, 0, 0)));
        Folded expected = fold(topics.stream().flatMap(List::stream).toList());
        assertThat(expected.state()).isEqualTo(SessionState.STOPPED);
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            assertThat(shuffled(random, topics)).isEqualTo(expected);
        }
    }

    private SessionShared shared(String person) {
        return new SessionShared(
                facts.id(), Facts.ADA, "m31", "hub", new Owner(Facts.ADA.getIssuer(), person), Facts.ADA);
    }

    private SessionUnshared unshared(String person) {
        return new SessionUnshared(
                facts.id(), Facts.ADA, "m31", "hub", new Owner(Facts.ADA.getIssuer(), person), Facts.ADA);
    }

    @Test
    void whoIsLetInIsInUntilTheyArePutOut() {
        String issuer = Facts.ADA.getIssuer();
        EntityView before = fold(topic("requests", facts.requested())).entity();
        assertThat(before.mayEnter(issuer, Facts.ADA.getSubject())).isTrue();
        assertThat(before.mayEnter(issuer, "bob")).isFalse();
        List<Object> steps = List.of(facts.requested(), shared("bob"), shared("bob"), shared("cy"), unshared("bob"));
        EntityView in = fold(topic("requests", steps.subList(0, 4).toArray())).entity();
        assertThat(in.people()).hasSize(2);
        assertThat(in.mayEnter(issuer, "bob")).isTrue();
        // The same name at another issuer is somebody else.
        assertThat(in.mayEnter("https://other", "bob")).isFalse();
        EntityView out = fold(topic("requests", steps.toArray())).entity();
        assertThat(out.mayEnter(issuer, "bob")).isFalse();
        assertThat(out.mayEnter(issuer, "cy")).isTrue();
    }

    @Test
    void whoIsLetInBeyondTheFiftiethIsNotIn() {
        String issuer = Facts.ADA.getIssuer();
        List<Object> steps = new ArrayList<>(List.of(facts.requested()));
        for (int i = 1; i <= 67; i++) {
            steps.add(shared("p" + i));
        }
        EntityView full = fold(topic("requests", steps.toArray())).entity();
        assertThat(full.people()).hasSize(50);
        assertThat(full.mayEnter(issuer, "p50")).isTrue();
        assertThat(full.mayEnter(issuer, "p51")).isFalse();

        // When there is room again, who came too late has to be let in anew.
        steps.addAll(List.of(unshared("p7"), shared("p3"), shared("p67"), shared("p66")));
        EntityView later = fold(topic("requests", steps.toArray())).entity();
        assertThat(later.people()).hasSize(50);
        assertThat(later.mayEnter(issuer, "p3")).isTrue();
        assertThat(later.mayEnter(issuer, "p67")).isTrue();
        assertThat(later.mayEnter(issuer, "p51")).isFalse();
        assertThat(later.mayEnter(issuer, "p66")).isFalse();
    }

    @Test
    void goesThroughItsStates() {
        List<Fact> read = new ArrayList<>();
        List<Object> steps = List.of(
                facts.requested(),
                facts.waiting(null),
                facts.placed("0", 1, "esac", 0, 3),
                facts.staging("0", 1, "esac", 10),
                facts.started("0", 1, "esac"),
                facts.ready("0", 1, "esac", UNTIL),
                facts.exited("0", 1, "esac", Outcome.FAILED, 0, 0),
                facts.concluded(Outcome.FAILED));
        List<SessionState> states = new ArrayList<>();
        for (Object step : steps) {
            read.add(topic("t", step).get(0));
            states.add(fold(read).state());
        }
        assertThat(states)
                .containsExactly(
                        SessionState.REQUESTED,
                        SessionState.WAITING,
                        SessionState.PLACED,
                        SessionState.STAGING,
                        SessionState.STARTING,
                        SessionState.READY,
                        SessionState.STOPPING,
                        SessionState.FAILED);
    }

    @Test
    void isUnreachableWhileItsSiteIsLostAndWasNotOver() {
        List<Fact> live =
                topic("t", facts.requested(), facts.placed("0", 1, "esac", 0, 3), facts.ready("0", 1, "esac", UNTIL));
        Folded ready = fold(live);
        assertThat(SessionState.of(ready.entity(), ready.run(), true)).isEqualTo(SessionState.UNREACHABLE);
        EntityView over = ready.entity().apply(facts.concluded(Outcome.EXPIRED), new Stamp("t", 0, 9, 9, "c"));
        assertThat(SessionState.of(over, ready.run(), true)).isEqualTo(SessionState.STOPPED);
    }

    @Test
    void anOldEpochChangesNothingOfTheNewOne() {
        Folded now = fold(topic(
                "t",
                facts.requested(),
                facts.placed("0", 1, "esac", 0, 3),
                facts.placed("0", 2, "jive", 0, 3),
                facts.ready("0", 2, "jive", UNTIL),
                facts.exited("0", 1, "esac", Outcome.LOST, 0, 0)));
        assertThat(now.state()).isEqualTo(SessionState.READY);
        assertThat(now.run().current().orElseThrow().getValue().site()).isEqualTo("jive");
    }

    @Test
    void theFirstRequestUnderAnIdHolds() {
        EntityView first = EntityView.none().apply(facts.requested(), new Stamp("requests", 0, 4, 1, "one"));
        EntityView both = first.apply(facts.requested(), new Stamp("requests", 0, 5, 2, "two"));
        assertThat(both.request().stamp().eventId()).isEqualTo("one");
    }

    @Test
    void theLaterOfLeaseAndRenewalHolds() {
        Folded ready = fold(
                topic("t", facts.requested(), facts.placed("0", 1, "esac", 0, 3), facts.ready("0", 1, "esac", UNTIL)));
        assertThat(SessionLease.expiresAt(ready.entity(), ready.run())).isEqualTo(UNTIL.toEpochMilli());
        EntityView renewed = ready.entity()
                .apply(
                        new SessionRenewalRequested(facts.id(), Facts.ADA, "m31", "hub", UNTIL.plusSeconds(5)),
                        new Stamp("requests", 0, 9, 9, "r"));
        assertThat(SessionLease.expiresAt(renewed, ready.run()))
                .isEqualTo(UNTIL.plusSeconds(5).toEpochMilli());
    }
}
