package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContractsTest {
    @Test
    void aPatternEndsWithTheText() throws IOException {
        JsonObject schemas =
                Contracts.read(ContractsTest.class, "patterns.yaml").getJsonObject("schemas");

        Pattern name = Pattern.compile(schemas.getJsonObject("Name").getString("pattern"));
        assertThat(name.matcher("viewer").find()).isTrue();
        assertThat(name.matcher("viewer\n").find()).isFalse();
        assertThat(name.matcher("viewer\r\n").find()).isFalse();
        assertThat(schemas.getJsonObject("Price").getString("pattern")).isEqualTo("^[0-9]+\\$");
        assertThat(schemas.getJsonObject("Match")
                        .getJsonObject("properties")
                        .getJsonObject("pattern")
                        .getString("type"))
                .isEqualTo("string");
    }
}
