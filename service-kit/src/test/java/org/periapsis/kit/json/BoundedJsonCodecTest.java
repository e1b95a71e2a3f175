package org.periapsis.kit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.Version;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.periapsis.events.door.FlawedException;

class BoundedJsonCodecTest {
    /** Vert.x brings one of its own; what reads hostile texts is the one with the last patches. */
    @Test
    void theParserIsTheOneThatThePomNames() throws Exception {
        Matcher named = Pattern.compile("<jackson.version>(.+?)</jackson.version>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(named.find()).isTrue();
        for (Version version : List.of(
                com.fasterxml.jackson.core.json.PackageVersion.VERSION,
                com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION)) {
            assertThat(version).hasToString(named.group(1));
        }
    }

    @Test
    void itIsTheOneThatEverythingReadsBy() {
        assertThat(Json.CODEC).isInstanceOf(BoundedJsonCodec.class);
    }

    @Test
    void ofTwoFieldsOfOneNameNeitherIsTaken() {
        assertThatThrownBy(() -> new JsonObject("{\"a\":{\"b\":1,\"b\":2}}"))
                .isInstanceOf(DecodeException.class)
                .cause()
                .isInstanceOfSatisfying(
                        FlawedException.class, e -> assertThat(e.flaw().field()).isEqualTo("b"));
        assertThatThrownBy(() -> new JsonObject(Buffer.buffer("{\"a\":1,\"a\":1}")))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    void nothingIsReadThatIsNestedWithoutEnd() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> new JsonArray(deep)).cause().isInstanceOf(FlawedException.class);
        assertThatThrownBy(() -> Json.decodeValue(Buffer.buffer("{\"a\":" + deep + "}")))
                .cause()
                .isInstanceOf(FlawedException.class);
        int most = BoundedJsonCodec.DEEPEST;
        assertThat(new JsonArray("[".repeat(most) + "]".repeat(most))).hasSize(1);
    }

    @Test
    void textsNamesAndNumbersHaveBounds() {
        assertThat(new JsonObject("{\"a\":\"" + "x".repeat(1 << 20) + "\"}").getString("a"))
                .hasSize(1 << 20);
        for (String json : new String[] {
            "{\"a\":\"" + "x".repeat(BoundedJsonCodec.LONGEST_TEXT + 1) + "\"}",
            "{\"" + "x".repeat(1 << 20) + "\":1}",
            "{\"a\":" + "9".repeat(1 << 20) + "}"
        }) {
            assertThatThrownBy(() -> new JsonObject(json)).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void whatIsNoJsonIsSaidAsBefore() {
        assertThatThrownBy(() -> new JsonObject("{")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> new JsonObject("{} {}")).isInstanceOf(DecodeException.class);
        assertThat(new JsonObject("{\"n\":1,\"l\":12345678901,\"d\":1.5,\"o\":{\"x\":[1]}}").encode())
                .isEqualTo("{\"n\":1,\"l\":12345678901,\"d\":1.5,\"o\":{\"x\":[1]}}");
    }
}
