package org.periapsis.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesWhatItRead() throws IOException {
        String text = "{\"a\":1,\"b\":12345678901234567890,\"c\":1.5E-7,\"d\":[true,false,null,\"x\\n"
                + "y\"],\"e\":{\"f\":{}},\"g\":\"ü\"}";
        assertThat(Json.parse(text).toString()).isEqualTo(text);
    }

    @Test
    void whatIsNotThereIsEmptyAndSoIsNull() throws IOException {
        Json json = Json.parse("{\"a\":null,\"n\":3}");
        assertThat(json.text("a")).isEmpty();
        assertThat(json.text("b")).isEmpty();
        assertThat(json.at("b").list("c")).isEmpty();
        assertThat(json.whole("b")).isZero();
        assertThat(json.text("n")).contains("3");
        assertThat(json.is("n")).isFalse();
    }

    @Test
    void refusesWhatIsNotOneObject() {
        for (String text : new String[] {"", "[]", "{}{}", "{\"a\":", "nonsense"}) {
            assertThatThrownBy(() -> Json.parse(text)).as(text).isInstanceOf(IOException.class);
        }
    }
}
