package org.periapsis.ingest.domain.header;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeReaderTest {
    @ParameterizedTest
    @CsvSource({
        "2008-08-04T15:43:36.0000, 2008-08-04T15:43:36",
        "2018-07-25T19:01:42.709Z, 2018-07-25T19:01:42.709",
        "1997-06-13,               1997-06-13T00:00",
        "11/03/76,                 1976-03-11T00:00",
        "29/11/51,                 1951-11-29T00:00",
        "01/02/1987,               1987-02-01T00:00",
        "19930417,                 1993-04-17T00:00",
        "2016-12-31T23:59:60,      2016-12-31T23:59:59.999999",
        "2007-12-05 23:51:36.978,  2007-12-05T23:51:36.978",
    })
    void readsEveryFormOfDate(String text, String expected) {
        assertThat(TimeReader.parse(text)).hasValue(java.time.LocalDateTime.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "2007-13-41", "31/02/99", "20079999", "T", "0000-00-00"})
    void ignoresWhatIsNoDate(String text) {
        assertThat(TimeReader.parse(text)).isEmpty();
    }
}
