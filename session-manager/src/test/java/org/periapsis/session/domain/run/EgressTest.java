package org.periapsis.session.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.periapsis.session.domain.run.EgressRules.Destination;

class EgressTest {

    private static final EgressRules RULES = EgressRules.of(
            List.of("pypi.org", "Files.PythonHosted.org:443", "index.example.org:8080", "10.1.2.3:80", "[fd00::1]:80"),
            List.of("10.0.0.0/8"),
            Optional.of(URI.create("https://portal.example.org/x")));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.0.0.1",
                "172.31.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:db8::1"
            })
    void addressesInsideASiteAreNotPublic(String address) throws Exception {
        assertThat(Network.isPublic(InetAddress.getAllByName(address)[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"151.101.0.223", "8.8.8.8", "172.32.0.1", "2a04:4e42::223", "2606:4700::1"})
    void othersAre(String address) throws Exception {
        assertThat(Network.isPublic(InetAddress.getAllByName(address)[0])).isTrue();
    }

    @Test
    void onlyWhatTheOperatorNamesIsReachedAndAtItsPortOnly() {
        assertThat(RULES.refusal(new Destination("pypi.org", 443))).isEmpty();
        assertThat(RULES.refusal(new Destination("PYPI.org", 443))).isEmpty();
        assertThat(RULES.refusal(new Destination("index.example.org", 8080))).isEmpty();
        assertThat(RULES.refusal(new Destination("portal.example.org", 443))).isEmpty();
        assertThat(RULES.refusal(new Destination("pypi.org", 22)).orElseThrow()).contains("agent.egress");
        assertThat(RULES.refusal(new Destination("evil.pypi.org", 443))).isPresent();
        assertThat(RULES.refusal(new Destination("pypi.org.", 443))).isPresent();
        assertThat(EgressRules.none().refusal(new Destination("pypi.org", 443)).orElseThrow())
                .contains("no way out")
                .contains("agent.egress");
    }

    @Test
    void aNameThatLeadsInsideIsReachedOnlyWhenTheOperatorSaidSo() throws Exception {
        InetAddress loopback = InetAddress.getAllByName("127.0.0.1")[0];
        InetAddress inside = InetAddress.getAllByName("10.9.9.9")[0];
        InetAddress metadata = InetAddress.getAllByName("169.254.169.254")[0];
        Destination index = new Destination("index.example.org", 8080);

        assertThat(RULES.reachable(index, loopback)).isFalse();
        assertThat(RULES.reachable(index, metadata)).isFalse();
        assertThat(RULES.reachable(index, inside)).isTrue();
        assertThat(RULES.reachable(new Destination("10.1.2.3", 80), InetAddress.getAllByName("10.1.2.3")[0]))
                .isTrue();
        assertThat(RULES.reachable(new Destination("portal.example.org", 443), loopback))
                .isTrue();
    }

    @Test
    void aRequestOfAProxyIsReadAndOneOfAServerIsNot() {
        EgressAsk connect = EgressAsk.read("CONNECT pypi.org:443 HTTP/1.1\r\nHost: x", RULES)
                .orElseThrow();
        EgressAsk get = EgressAsk.read(
                        """
                        GET http://Index.example.org:8080/simple/?a=1 HTTP/1.1
                        host: evil
                        Accept: a
                        Proxy-Authorization: b
                        Connection: keep-alive""",
                        RULES)
                .orElseThrow();

        assertThat(connect).isEqualTo(new EgressAsk(new Destination("pypi.org", 443), true, false, ""));
        assertThat(get.to()).isEqualTo(new Destination("index.example.org", 8080));
        assertThat(get.head())
                .isEqualTo(String.join(
                        "\r\n",
                        "GET /simple/?a=1 HTTP/1.1",
                        "Host: Index.example.org:8080",
                        "Connection: close",
                        "Accept: a",
                        "",
                        ""));
        for (String other : List.of(
                "",
                "GET / HTTP/1.1",
                "GET https://pypi.org/ HTTP/1.1",
                "CONNECT pypi.org HTTP/1.1",
                "CONNECT pypi.org:99999 HTTP/1.1",
                "GET http://a b/ HTTP/1.1",
                "GET http:///x HTTP/1.1",
                "nonsense")) {
            assertThat(EgressAsk.read(other, RULES)).as(other).isEmpty();
        }
    }

    @Test
    void runsHaveANameForThePortal() {
        EgressAsk ask = EgressAsk.read("GET http://portal.internal/api/products HTTP/1.1", RULES)
                .orElseThrow();

        assertThat(ask.to()).isEqualTo(new Destination("portal.example.org", 443));
        assertThat(ask.tls()).isTrue();
        assertThat(ask.head()).startsWith("GET /api/products HTTP/1.1\r\nHost: portal.example.org\r\n");
        Destination unknown = EgressAsk.read("GET http://portal.internal/ HTTP/1.1", EgressRules.none())
                .orElseThrow()
                .to();
        assertThat(EgressRules.none().refusal(unknown).orElseThrow()).contains("agent.portal");
    }

    @Test
    void ofARequestToThePortalItIsReadByWhomItIsAndWhereItEnds() {
        assertThat(portal("Accept: a", "content-LENGTH: 12", "authorization:bearer  x "))
                .isEqualTo(new PortalAsk.Taken(Optional.of("x"), 12));
        assertThat(portal("Accept: a")).isEqualTo(new PortalAsk.Taken(Optional.empty(), 0));
        for (String refused :
                List.of("Authorization: Basic x", "AUTHORIZATION: x", "Authorization:", "Cookie: a=b", "cookie:")) {
            assertThat(portal(refused)).as(refused).isInstanceOfSatisfying(PortalAsk.Refused.class, why -> {
                assertThat(why.status()).isEqualTo(403);
                assertThat(why.why())
                        .containsIgnoringCase(refused.split(":", 2)[0])
                        .contains("PERIAPSIS_TOKEN_FILE");
            });
        }
        for (String doubtful : List.of(
                " Authorization: Bearer x",
                "Authorization : Bearer x",
                "Authorization",
                ": x",
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1, 1",
                "Content-Length: +1",
                "Content-Length:")) {
            assertThat(portal("Accept: a", doubtful))
                    .as(doubtful)
                    .isInstanceOfSatisfying(PortalAsk.Refused.class, why -> assertThat(why.status())
                            .isEqualTo(400));
        }
        assertThat(portal("Transfer-Encoding: identity"))
                .isInstanceOfSatisfying(
                        PortalAsk.Refused.class, why -> assertThat(why.status()).isEqualTo(411));
        assertThat(portal("Authorization: Bearer x").toString()).doesNotContain("x,");
    }

    private static PortalAsk portal(String... headers) {
        return PortalAsk.read("PUT / HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @Test
    void settingsThatAreNoneAreRefused() {
        for (String wrong : List.of("a b", "http://x", "x:0", "x:99999", "")) {
            assertThatThrownBy(() -> EgressRules.of(List.of(wrong), List.of(), Optional.empty()))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String wrong : List.of("example.org/8", "10.0.0.0/33", "10.0.0.0/x", "1")) {
            assertThatThrownBy(() -> EgressRules.of(List.of(), List.of(wrong), Optional.empty()))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
