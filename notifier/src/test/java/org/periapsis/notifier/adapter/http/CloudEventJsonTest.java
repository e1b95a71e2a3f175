package org.periapsis.notifier.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DataRights;
import org.periapsis.notifier.Samples;
import org.periapsis.notifier.domain.Disclosure;

class CloudEventJsonTest {
    @Test
    void isACloudEventWithItsPlaceOnTheLog() {
        JsonObject json = new JsonObject(new CloudEventJson("lab.")
                .of(new Disclosure.Shown(
                        Samples.logged("jive", 2, 7, Samples.accepted(new UUID(1, 2), "jive")), Set.of())));
        assertThat(json.getString("specversion")).isEqualTo("1.0");
        assertThat(json.getString("type")).isEqualTo("org.periapsis.RunAccepted");
        assertThat(json.getString("subject")).isEqualTo("s7");
        assertThat(json.getString("time")).isEqualTo("2026-11-22T01:02:03.004Z");
        assertThat(json.getString("site")).isEqualTo("jive");
        assertThat(json.getString("position")).isEqualTo("lab.jive.periapsis.runs.v1:2:7");
        JsonObject run = json.getJsonObject("data").getJsonObject("run");
        assertThat(run.getString("entity_id")).isEqualTo("00000000-0000-0001-0000-000000000002");
        assertThat(run.getString("entity_kind")).isEqualTo("SESSION");
        assertThat(run.getInteger("epoch")).isEqualTo(1);
    }

    @Test
    void writesTimesAsIsoAndLeavesOutWhatIsNull() {
        JsonObject data = AvroJson.of(Samples.indexed("p", DataRights.PUBLIC, null), Set.of());
        assertThat(data.getString("ingested_at")).isEqualTo("2026-11-22T01:02:03.004Z");
        assertThat(data.getJsonObject("obscore").getDouble("s_ra")).isEqualTo(10.5);
        assertThat(data.getJsonObject("obscore").containsKey("s_dec")).isFalse();
        assertThat(data.getBoolean("withdrawn")).isFalse();
    }

    @Test
    void listsOfProductsGoWithoutWhatIsWithheldAndSayHowManyThatAre() {
        JsonObject data = AvroJson.of(
                Samples.output("ivo://a?out", List.of("ivo://a?1", "ivo://a?2", "ivo://a?3")),
                Set.of("ivo://a?1", "ivo://a?3"));
        JsonObject provenance = data.getJsonObject("provenance");
        assertThat(provenance.getJsonArray("input_ids")).containsExactly("ivo://a?2");
        assertThat(provenance.getInteger("input_ids_withheld")).isEqualTo(2);
        assertThat(data.encode()).doesNotContain("ivo://a?1").doesNotContain("ivo://a?3");
    }

    @Test
    void remembersSoManyCharactersAndNotSoManyEventsOfAnyLength() {
        CloudEventJson json = new CloudEventJson("");
        for (int i = 0; i < 20; i++) {
            String id = "x".repeat(CloudEventJson.LONGEST / 8);
            json.of(new Disclosure.Shown(
                    Samples.logged("", 0, i, Samples.indexed(id, DataRights.PUBLIC, null)), Set.of()));
            assertThat(json.length()).isPositive().isLessThanOrEqualTo(CloudEventJson.LONGEST);
        }
    }
}
