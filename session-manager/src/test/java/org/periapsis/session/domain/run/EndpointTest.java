package org.periapsis.session.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void itsTextSaysItAll() {
        for (Endpoint endpoint :
                List.of(new Endpoint.Unix(Path.of("/run/a b")), new Endpoint.Http("127.0.0.1", 8888))) {
            assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
        }
        for (String wrong : List.of("", "unix:a", "127.0.0.1:8", "https://x:1", "http://x", "http://x:0")) {
            assertThatThrownBy(() -> Endpoint.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
