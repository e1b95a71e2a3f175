package org.periapsis.session.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.http.Problem;
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

    @Test
    void whatIsTooMuchToHoldIsNamedAndHasARemedy() {
        Problem problem = Problems.of(RequestRefused.tooLarge("query", "too much"));
        assertThat(problem.status()).isEqualTo(413);
        assertThat(problem.code()).isEqualTo("too-large");
        assertThat(problem.field()).contains("query");
        assertThat(problem.remedy()).contains("Choose fewer products");
    }
}
