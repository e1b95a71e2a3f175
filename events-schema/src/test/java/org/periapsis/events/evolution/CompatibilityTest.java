package org.periapsis.events.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** That the rule bites. */
class CompatibilityTest {
    private static final Schema BASE = event("{\"name\": \"a\", \"type\": \"string\"}", "\"X\", \"UNKNOWN\"");

    @Test
    void aFieldWithADefaultMayComeAndGo() {
        Schema more = event(
                "{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"b\", \"type\": [\"null\", \"int\"], \"default\": null}",
                "\"X\", \"UNKNOWN\"");

        assertThat(Compatibility.obstacles(BASE, more)).isEmpty();
    }

    @Test
    void aSymbolMayComeWhereTheEnumHasADefault() {
        assertThat(Compatibility.obstacles(
                        BASE, event("{\"name\": \"a\", \"type\": \"string\"}", "\"X\", \"UNKNOWN\", \"Y\"")))
                .isEmpty();
    }

    @Test
    void aFieldWithoutADefaultMayNotCome() {
        Schema more = event(
                "{\"name\": \"a\", \"type\": \"string\"}, {\"name\": \"b\", \"type\": \"int\"}", "\"X\", \"UNKNOWN\"");

        assertThat(Compatibility.obstacles(BASE, more)).isNotEmpty();
        assertThat(Compatibility.obstacles(more, BASE)).isNotEmpty();
    }

    @Test
    void aFieldMayNotChangeItsTypeOrWidenOneWay() {
        Schema narrow = event("{\"name\": \"a\", \"type\": \"int\"}", "\"X\", \"UNKNOWN\"");
        Schema wide = event("{\"name\": \"a\", \"type\": \"long\"}", "\"X\", \"UNKNOWN\"");

        assertThat(Compatibility.obstacles(BASE, narrow)).isNotEmpty();
        assertThat(Compatibility.obstacles(narrow, wide)).isNotEmpty();
    }

    @Test
    void aFieldMayNotBeRenamed() {
        assertThat(Compatibility.obstacles(
                        BASE, event("{\"name\": \"b\", \"type\": \"string\"}", "\"X\", \"UNKNOWN\"")))
                .isNotEmpty();
    }

    private static Schema event(String fields, String symbols) {
        return new Schema.Parser()
                .parse(
                        """
                        {"type": "record", "name": "E", "fields": [%s,
                          {"name": "e", "type": {"type": "enum", "name": "S", "symbols": [%s], "default": "UNKNOWN"}}]}
                        """
                                .formatted(fields, symbols));
    }
}
