package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.periapsis.events.BasketChanged;
import org.periapsis.events.BasketShared;
import org.periapsis.events.BasketUnshared;
import org.periapsis.events.DataRights;
import org.periapsis.events.Owner;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.SessionShared;
import org.periapsis.events.SessionUnshared;
import org.periapsis.events.SiteLost;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.notifier.Samples;

class VisibilityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Viewer ADA = viewer("ada", "user");
    private static final Viewer BEN = viewer("ben", "user");
    private static final Viewer COLLEAGUE = Viewer.of(Samples.ISSUER, "cy", Set.of("user"), List.of("t-ada"));
    private static final Viewer ARCHIVE = viewer("bot", "archive:esa");
    private static final Viewer OPERATOR = viewer("op", "operator");

    private static Viewer viewer(String subject, String role) {
        return Viewer.of(Samples.ISSUER, subject, Set.of(role), List.of());
    }

    private static boolean sees(Viewer viewer, SpecificRecord event) {
        return Visibility.of(event).includes(viewer, NOW);
    }

    @Test
    void everybodySeesPublicProducts() {
        SpecificRecord event = Samples.indexed("p", DataRights.PUBLIC, null);
        assertThat(sees(Viewer.nobody(), event)).isTrue();
        assertThat(sees(BEN, event)).isTrue();
    }

    @Test
    void proprietaryProductsAreForOwnerTeamArchiveAndOperators() {
        SpecificRecord event = Samples.indexed("p", DataRights.PROPRIETARY, null);
        assertThat(List.of(ADA, COLLEAGUE, ARCHIVE, OPERATOR)).allMatch(viewer -> sees(viewer, event));
        assertThat(List.of(Viewer.nobody(), BEN, viewer("x", "archive:eso"))).noneMatch(viewer -> sees(viewer, event));
    }

    @Test
    void rightsThatAreNotKnownAreNotPublic() {
        assertThat(sees(BEN, Samples.indexed("p", DataRights.UNKNOWN, null))).isFalse();
    }

    @Test
    void proprietaryProductsBecomePublicOnTheirReleaseDate() {
        SpecificRecord released = Samples.indexed("p", DataRights.PROPRIETARY, NOW);
        SpecificRecord later = Samples.indexed("p", DataRights.PROPRIETARY, NOW.plusSeconds(1));
        assertThat(sees(Viewer.nobody(), released)).isTrue();
        assertThat(sees(Viewer.nobody(), later)).isFalse();
        assertThat(sees(ADA, later)).isTrue();
    }

    @Test
    void workIsForItsOwnerAndTeam() {
        SpecificRecord event = Samples.accepted(new UUID(1, 1), "esac");
        assertThat(List.of(ADA, COLLEAGUE, OPERATOR)).allMatch(viewer -> sees(viewer, event));
        assertThat(List.of(Viewer.nobody(), BEN, ARCHIVE)).noneMatch(viewer -> sees(viewer, event));
    }

    @Test
    void theSameSubjectOfAnotherIssuerIsSomebodyElse() {
        Viewer other = Viewer.of("https://other.test", "ada", Set.of("user"), List.of());
        assertThat(sees(other, Samples.accepted(new UUID(1, 1), "esac"))).isFalse();
    }

    @Test
    void refusalsAreForTheArchive() {
        assertThat(sees(ARCHIVE, Samples.refused())).isTrue();
        assertThat(List.of(Viewer.nobody(), ADA, viewer("x", "archive:eso")))
                .noneMatch(viewer -> sees(viewer, Samples.refused()));
    }

    @Test
    void lostSitesAreForWhoeverIsSignedIn() {
        SpecificRecord event = SiteLost.newBuilder()
                .setSite("jive")
                .setAuthority("hub")
                .setAgent("a")
                .setDeadlineS(15)
                .build();
        assertThat(sees(BEN, event)).isTrue();
        assertThat(sees(Viewer.nobody(), event)).isFalse();
    }

    @Test
    void basketsAreForTheirOwnerAndTheTeamsTheyWereSharedWith() {
        SpecificRecord event = BasketChanged.newBuilder()
                .setBasketId(new UUID(3, 3))
                .setOwner(Samples.ADA)
                .setName("default")
                .setVersion(1)
                .setExpectedVersion(0)
                .setTeams(List.of("t-ada"))
                .build();
        assertThat(List.of(ADA, COLLEAGUE)).allMatch(viewer -> sees(viewer, event));
        assertThat(sees(BEN, event)).isFalse();
    }

    @Test
    void thatABasketIsSharedAndThatItIsNoLongerIsForItsOwner() {
        for (SpecificRecord event : List.of(
                new BasketShared(new UUID(3, 3), Samples.ADA, "everyone"),
                new BasketUnshared(new UUID(3, 3), Samples.ADA, "everyone"))) {
            assertThat(sees(ADA, event)).isTrue();
            assertThat(List.of(Viewer.nobody(), COLLEAGUE, BEN)).noneMatch(viewer -> sees(viewer, event));
        }
    }

    @Test
    void whatNoRuleNamesIsForOperators() {
        SpecificRecord event = ReplicaLost.newBuilder()
                .setProductId("p")
                .setSite("esac")
                .setReason("r")
                .build();
        assertThat(sees(OPERATOR, event)).isTrue();
        assertThat(List.of(Viewer.nobody(), ADA, ARCHIVE)).noneMatch(viewer -> sees(viewer, event));
    }

    @Test
    void noEventTypeButAPublicProductIsEverForEverybody() {
        for (Topic topic : Topic.values()) {
            for (Class<? extends SpecificRecord> type : topic.types()) {
                SpecificRecord empty = (SpecificRecord) new SpecificData(type.getClassLoader())
                        .newRecord(null, SpecificData.get().getSchema(type));
                if (topic != Topic.PRODUCTS
                        && topic != Topic.INDEXED
                        && topic != Topic.INTAKE
                        && topic != Topic.BASKETS
                        && topic != Topic.ACCOUNTS
                        && topic != Topic.DATALABS) {
                    assertThat(sees(Viewer.nobody(), empty))
                            .as(type.getSimpleName())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void whoIsLetIntoASessionOrPutOutIsTold() {
        Owner ada = new Owner(Samples.ISSUER, "ada");
        Owner ben = new Owner(Samples.ISSUER, "ben");
        for (SpecificRecord event : List.of(
                new SessionShared(UUID.randomUUID(), ada, "t-ada", "hub", ben, ada),
                new SessionUnshared(UUID.randomUUID(), ada, "t-ada", "hub", ben, ada))) {
            assertThat(List.of(ADA, BEN, COLLEAGUE, OPERATOR)).allMatch(viewer -> sees(viewer, event));
            assertThat(List.of(Viewer.nobody(), viewer("cy", "user"))).noneMatch(viewer -> sees(viewer, event));
        }
    }
}
