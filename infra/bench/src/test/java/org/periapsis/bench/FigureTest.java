package org.periapsis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void isOneJsonObjectOnOneLine() {
        Figure figure = new Figure(
                "pipeline",
                "share_of_copy",
                0.25,
                "ratio",
                "",
                Optional.of(new Figure.Peer("COPY, rows/s", 8000)),
                30_000,
                7,
                "the processor");

        assertThat(figure.json()).doesNotContain("\n");
        assertThat(new JsonObject(figure.json()))
                .isEqualTo(new JsonObject()
                        .put("bench", "pipeline")
                        .put("figure", "share_of_copy")
                        .put("value", 0.25)
                        .put("unit", "ratio")
                        .put("aim", "")
                        .put("peer", "COPY, rows/s")
                        .put("peer_value", 8000.0)
                        .put("n", 30_000L)
                        .put("seed", 7L)
                        .put("bound_by", "the processor"));
    }

    @Test
    void saysThatThereIsNoPeer() {
        Figure figure = new Figure("footprint", "up_s", 18.5, "s", "<= 20", Optional.empty(), 3, 0, "the processor");

        JsonObject json = new JsonObject(figure.json());

        assertThat(json.containsKey("peer")).isTrue();
        assertThat(json.getValue("peer")).isNull();
        assertThat(json.getValue("peer_value")).isNull();
    }

    @Test
    void hasNoValueWhereNothingWasCompared() {
        Figure figure = new Figure(
                "session", "ready_vs_jupyterhub", Double.NaN, "ratio", "< 1", Optional.empty(), 5, 0, "not compared");

        assertThat(new JsonObject(figure.json()).getValue("value")).isNull();
        assertThat(figure.text()).contains("ready_vs_jupyterhub").contains("not compared");
    }

    @Test
    void showsPeopleWhatItIsComparedWith() {
        Figure figure = new Figure(
                "pipeline", "share_of_copy", 0.25, "ratio", "", Optional.of(new Figure.Peer("COPY", 8000)), 1, 1, "x");

        assertThat(figure.text()).contains("beside COPY: 8000.000").contains("bound by: x");
    }
}
