package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.events.BasketChanged;
import org.periapsis.events.DataRights;
import org.periapsis.events.DatalabPublished;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.Provenance;
import org.periapsis.events.SiteLost;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.topic.Topic;
import org.periapsis.notifier.Samples;

class MentionsTest {
    private static final UUID ENTITY = new UUID(1, 2);
    private static final UUID TRANSFER = new UUID(3, 4);

    @Test
    void aRunIsAboutItsEntityItselfAndItsSite() {
        assertThat(Mentions.of(Samples.event("e", ENTITY.toString(), Samples.accepted(ENTITY, "jive"))))
                .containsExactlyInAnyOrder(ENTITY.toString(), ENTITY + "/0", "jive");
    }

    @Test
    void aTransferIsAboutWhatItServesAndBothSites() {
        TransferCompleted event = new TransferCompleted(TRANSFER, ENTITY, "esac", "jive", 1L, 1.0);
        assertThat(Mentions.of(Samples.event("e", TRANSFER.toString(), event)))
                .containsExactlyInAnyOrder(TRANSFER.toString(), ENTITY.toString(), "esac", "jive");
    }

    @Test
    void aProductIsAboutTheJobTheDatalabAndTheInputsItWasMadeOfAndNotItsSite() {
        ProductIngested event = product(List.of("ivo://a?in"));
        assertThat(Mentions.of(Samples.event("e", "ivo://a?out", event)))
                .containsExactlyInAnyOrder("ivo://a?out", "ivo://a?in", ENTITY.toString(), ENTITY + "/7", "statistics");
    }

    @Test
    void anEventThatNamesVeryManyIsOfBoundedCost() {
        ProductIngested event =
                product(IntStream.range(0, 5_000).mapToObj(i -> "ivo://a?" + i).toList());
        assertThat(Mentions.of(Samples.event("e", "ivo://a?out", event)))
                .hasSize(256)
                .contains("ivo://a?out", ENTITY.toString());
    }

    @Test
    void aBasketsProductsAreItsOwnAffair() {
        BasketChanged basket = BasketChanged.newBuilder()
                .setBasketId(ENTITY)
                .setOwner(Samples.ADA)
                .setName("b")
                .setVersion(1)
                .setExpectedVersion(0)
                .setProductIds(List.of("ivo://a?1"))
                .build();
        assertThat(Mentions.of(Samples.event("e", ENTITY.toString(), basket))).containsExactly(ENTITY.toString());
    }

    @Test
    void sitesAndDatalabsHaveAHistoryAndHeartbeatsHaveNone() {
        assertThat(Mentions.of(Samples.event("e", "jive", new SiteLost("jive", "hub", "a1", 15))))
                .containsExactly("jive");
        assertThat(Mentions.TOPICS).doesNotContain(Topic.OFFERS);
        assertThat(DatalabPublished.getClassSchema().getField("datalab_id")).isNotNull();
    }

    @Test
    void aPlaceComesBackFromItsText() {
        Place place =
                new Place(Instant.parse("2026-11-22T06:00:00.123456Z"), new Partition("jive", Topic.RUNS, 2), 1L << 40);
        assertThat(PlaceText.decode(PlaceText.encode(place))).isEqualTo(place);
        Place hub = new Place(Instant.EPOCH, new Partition("", Topic.PRODUCTS, 0), 0);
        assertThat(PlaceText.decode(PlaceText.encode(hub))).isEqualTo(hub);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "bm9uc2Vuc2U", "YSBiIGMgZCBl", "MjAyNi0xMS0yMlQwNjowMDowMFogOTkgaml2ZSAyIDE"})
    void refusesWhatIsNoPlace(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PlaceText.decode(text));
    }

    private static ProductIngested product(List<String> inputs) {
        return ProductIngested.newBuilder()
                .setProductId("ivo://a?out")
                .setRevision(1)
                .setArchive("esa")
                .setSite("jive")
                .setObscore(ObsCore.newBuilder()
                        .setObsPublisherDid("ivo://a?out")
                        .setObsCollection("outputs")
                        .setDataRights(DataRights.PUBLIC)
                        .build())
                .setFiles(List.of())
                .setManifestSha256("0")
                .setSize(1L)
                .setIntake("job")
                .setProvenance(new Provenance(ENTITY, "7", 1, 0, "statistics", "1", inputs))
                .build();
    }
}
