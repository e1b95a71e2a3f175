package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.handler.HttpException;
import org.junit.jupiter.api.Test;

class FaultyParameterTest {
    private static final String SAID =
            "The value of query parameter limit is invalid. Reason: 9999 is greater than 200";

    @Test
    void theParameterIsNamedWhereverTheValidatorSaysIt() {
        Problem payload = FaultyParameter.of(new HttpException(400, SAID)).orElseThrow();
        assertThat(payload.field()).hasValue("limit");
        assertThat(payload.detail()).isEqualTo(SAID);
        assertThat(FaultyParameter.of(new HttpException(400, new IllegalArgumentException(SAID)))
                        .flatMap(Problem::field))
                .hasValue("limit");
    }

    @Test
    void otherFailuresAreNotParameters() {
        assertThat(FaultyParameter.of(new HttpException(400, "The request body can't be decoded")))
                .isEmpty();
        assertThat(FaultyParameter.of(new IllegalStateException(SAID))).isEmpty();
        assertThat(FaultyParameter.of(new HttpException(500, SAID))).isEmpty();
    }
}
