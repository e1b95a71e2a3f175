package org.periapsis.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
    @ParameterizedTest
    @CsvSource({
        "'\"a\"', true, true",
        "'W/\"a\"', true, false",
        "'*', true, true",
        "' * ', true, true",
        "'\"b\", \"a\"', true, true",
        "'\"b\",W/\"a\"', true, false",
        "'\"b\"', false, false",
        "'\"b, a\"', false, false",
        "'\"*\"', false, false",
        "'a', false, false",
        "'', false, false"
    })
    void aTagIsOneOfAList(String list, boolean unchanged, boolean matched) {
        assertThat(of("If-None-Match", list).unchanged()).isEqualTo(unchanged);
        if (matched) {
            of("If-Match", list).require();
        } else {
            assertThatThrownBy(() -> of("If-Match", list).require())
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().status()).isEqualTo(412));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"a\"', true",
        "'W/\"a\"', false",
        "'\"b\"', false",
        "'\"b\", \"a\"', false",
        "'*', false",
        "'Sun, 22 Nov 2026 06:00:00 GMT', false"
    })
    void aPartIsOfTheSame(String tag, boolean partly) {
        assertThat(of("If-Range", tag).partly()).isEqualTo(partly);
    }

    @Test
    void listsOfSeveralHeadersAreOne() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("If-None-Match", "\"b\"")
                .add("If-None-Match", "\"a\"")
                .add("If-Match", "\"b\"")
                .add("If-Match", "\"a\"");
        Conditions conditions = new Conditions(headers, "\"a\"");
        assertThat(conditions.unchanged()).isTrue();
        conditions.require();
    }

    @Test
    void whoAsksForNothingHasItAll() {
        Conditions none = new Conditions(MultiMap.caseInsensitiveMultiMap(), "\"a\"");
        none.require();
        assertThat(none.unchanged()).isFalse();
        assertThat(none.partly()).isTrue();
        of("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").require();
    }

    private static Conditions of(String header, String value) {
        return new Conditions(MultiMap.caseInsensitiveMultiMap().add(header, value), "\"a\"");
    }
}
