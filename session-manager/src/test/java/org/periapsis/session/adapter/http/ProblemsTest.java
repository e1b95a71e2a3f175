package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.periapsis.session.domain.request.RequestRefused;

class ProblemsTest {
    @Test
    void aRefusalIsOneHoweverManyStagesItCameThrough() {
        RequestRefused away = RequestRefused.unavailable("The store does not answer", new IllegalStateException("cut"));
        assertThat(Problems.of(new CompletionException(new CompletionException(away)))
                        .status())
                .isEqualTo(503);
        assertThat(Problems.of(new CompletionException(new IllegalStateException("of ours"))))
                .isNull();
    }
}
