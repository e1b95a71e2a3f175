package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalCookiesTest {
    @Test
    void behindTlsTheNamesAreOfTheHostItself() {
        assertThat(new PortalCookies(true).person()).isEqualTo("__Host-periapsis");
        assertThat(new PortalCookies(true).entry()).isEqualTo("__Host-periapsis-session");
        assertThat(new PortalCookies(false).person()).isEqualTo("periapsis");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; periapsis=x; b=2|a=1; b=2",
                "__Host-periapsis=x;__host-Periapsis-Session=y; c=3|c=3",
                "periapsis-session=x; periapsis-wanted=1;; =z; periapsisx=1|=z; periapsisx=1",
                " periapsis =x; d|d"
            })
    void noneOfOursGoesToAProgram(String header, String rest) {
        assertThat(PortalCookies.forProgram(header)).hasValue(rest);
        assertThat(PortalCookies.forProgram("periapsis=x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; Domain=example.org; Path=/|a=1; Path=/",
                "a=1;domain=.example.org;DOMAIN = x; Secure|a=1; Secure",
                "a=domain=x; Path=/|a=domain=x; Path=/",
                "a=1; Domain|a=1"
            })
    void whatAProgramSetsIsOfItsOwnHost(String set, String own) {
        assertThat(PortalCookies.fromProgram(set)).hasValue(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "periapsis=x",
                "Periapsis =x; Path=/",
                "__Host-periapsis=x; Secure",
                "periapsis-session=x",
                "__HOST-periapsis-session"
            })
    void aProgramSetsNoneOfOurs(String set) {
        assertThat(PortalCookies.fromProgram(set)).isEmpty();
    }
}
