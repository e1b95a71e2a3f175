package org.periapsis.client.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FindCommandTest {
    private static final String PRODUCT =
            "{'obs_publisher_did':'ivo://a?%s','obs_collection':'HST','target_name':'M51',"
                    + "'s_ra':202.4696,'s_dec':47.1952,'s_fov':%s,'size':2048,'sites':['esac','jive'],'calib_level':2,"
                    + "'obs_title':'<a> & b\\u0000é'}";

    @TempDir
    private Path directory;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        shell = new Shell(directory).at(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "M51 | q=M51",
                "NGC 1068 | q=NGC 1068",
                "266.4 -28.94 | ra=266.4&dec=-28.94&radius=0.16666666666666666",
                "17:45:36 -28:56:24 -r 30s | ra=266.4&dec=-28.94&radius=0.008333333333333333",
                "17:45:36 -28:56:24 -r 1d --footprint | intersects=CIRCLE 266.4 -28.94 1.0",
                "--collection HST --collection 2MASS --type image --level 2 |"
                        + " obs_collection=HST&obs_collection=2MASS&dataproduct_type=image&calib_level=2",
                "--em-min 500nm --em-max 2e-6 --t-min 2020-01-01T00:00:00Z |"
                        + " t_min=2020-01-01T00:00:00Z&em_min=5.0E-7&em_max=2.0E-6",
                "--mine --site esac --input ivo://a?b --sort -t_min | site=esac&input=ivo://a?b&owner=me&sort=-t_min"
            })
    void asksForWhatIsMeant(String words, String query) {
        page("");
        Result result = shell.run(("find " + words).trim().split(" "));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(decoded(server.seen("/api/products").get(0).query())).isEqualTo(query + "&limit=100");
    }

    @Test
    void aNamesPlaceIsThatOfTheSmallestFieldWithThisTarget() {
        server.on(
                "GET /api/products",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        ("{'products':[" + PRODUCT.formatted("wide", "6.0") + "," + PRODUCT.formatted("narrow", "0.1")
                                        + "]}")
                                .replace('\'', '"')));
        Result result = shell.run("find", "m 51", "--radius", "10m", "-o", "ids");
        assertThat(result.err()).contains("m 51 is at 202.46960 +47.19520 by ivo://a?narrow");
        assertThat(server.seen("/api/products").get(1).query()).startsWith("ra=202.4696&dec=47.1952&radius=0.1666");
    }

    @Test
    void anUnknownNameNeedsAPosition() {
        page("");
        Result result = shell.run("find", "nowhere", "-r", "1m");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("No product here has the target nowhere")
                .contains("give a position");
    }

    @Test
    void pagesAreFollowedToTheLimitAndTheRestIsSaid() {
        server.on(
                "GET /api/products",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        ("{'products':[" + PRODUCT.formatted(seen.query().contains("after") ? "2" : "1", "1")
                                        + "],'next':'n','total':{'count':10000,'exact':false}}")
                                .replace('\'', '"')));
        Result result = shell.run("find", "--limit", "2", "-o", "ids");
        assertThat(result.lines()).containsExactly("ivo://a?1", "ivo://a?2");
        assertThat(result.err()).contains("2 products of more than 10,000; --all has the rest");
        assertThat(server.seen("/api/products").get(1).query()).isEqualTo("limit=1&after=n");
    }

    @Test
    void aVotableIsWellFormedAndSaysWhatItsColumnsAre() throws Exception {
        page(PRODUCT.formatted("1", "0.5"));
        Result result = shell.run("find", "-o", "votable");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(result.out())));
        String namespace = "http://www.ivoa.net/xml/VOTable/v1.3";
        NodeList fields = document.getElementsByTagNameNS(namespace, "FIELD");
        NodeList cells = document.getElementsByTagNameNS(namespace, "TD");
        assertThat(fields.getLength()).isEqualTo(cells.getLength()).isGreaterThan(30);
        for (int i = 0; i < fields.getLength(); i++) {
            var attributes = fields.item(i).getAttributes();
            if (attributes.getNamedItem("name").getNodeValue().equals("s_ra")) {
                assertThat(attributes.getNamedItem("unit").getNodeValue()).isEqualTo("deg");
                assertThat(attributes.getNamedItem("ucd").getNodeValue()).isEqualTo("pos.eq.ra");
                assertThat(attributes.getNamedItem("utype").getNodeValue()).startsWith("obscore:Char.SpatialAxis");
                assertThat(cells.item(i).getTextContent()).isEqualTo("202.4696");
            }
            if (attributes.getNamedItem("name").getNodeValue().equals("obs_title")) {
                assertThat(cells.item(i).getTextContent()).isEqualTo("<a> & b??");
            }
        }
    }

    @Test
    void jsonHasTheColumnsThatWereAskedForOrAll() {
        server.on(
                "GET /api/products",
                200,
                "{'products':[{'obs_publisher_did':'ivo://a/b?c','s_ra':10.5,'site':'esac'}]}");
        assertThat(shell.run("find", "-o", "ndjson", "--columns", "s_ra,obs_publisher_did")
                        .lines())
                .containsExactly("{\"s_ra\":10.5,\"obs_publisher_did\":\"ivo://a/b?c\"}");
        assertThat(shell.run("find", "-o", "ndjson").out()).contains("\"site\":\"esac\"");
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWordsAndLeavesNoHalfOfAList() {
        server.on(
                "GET /api/products",
                400,
                "{'detail':'radius is not a number','field':'radius','remedy':'Send degrees'}");
        Result result = shell.run("find", "-o", "json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("radius is not a number (radius)").contains("Send degrees");
    }

    @Test
    void theEndsOfACommandTellFailuresApart() {
        server.on("GET /api/products", 503, "{'detail':'The indexer cannot be reached'}");
        assertThat(shell.run("find").code()).isEqualTo(69);
        server.on("GET /api/products", 403, "{'detail':'Not yours'}");
        assertThat(shell.run("find").code()).isEqualTo(77);
        assertThat(shell.run("find", "--nonsense").code()).isEqualTo(2);
        assertThat(shell.run("find", "--limit", "0").code()).isEqualTo(2);
        assertThat(shell.run("find", "--columns", "s_ra,colour").err()).contains("no column colour; there are");
        server.close();
        assertThat(shell.run("find").code()).isEqualTo(69);
    }

    @Test
    void countsAndQueriesStandAlone() {
        server.on("GET /api/products", 200, "{'products':[],'total':{'count':24,'exact':true}}");
        assertThat(shell.run("find", "--type", "image", "--count").lines()).containsExactly("24");
        assertThat(shell.run("find", "--type", "image", "M51", "--print-query").lines())
                .containsExactly("q=M51&dataproduct_type=image");
    }

    @Test
    void columnsMayBeChosen() {
        page(PRODUCT.formatted("1", "0.5"));
        assertThat(shell.run("find", "--columns", "obs_publisher_did,s_ra,sites", "-o", "csv")
                        .lines())
                .isEqualTo(List.of("obs_publisher_did,s_ra,sites", "ivo://a?1,202.4696,esac jive"));
    }

    private void page(String product) {
        server.on(
                "GET /api/products",
                (exchange, seen) -> FakeServer.send(
                        exchange,
                        200,
                        ("{'products':[" + product + "],'total':{'count':" + (product.isEmpty() ? 0 : 1)
                                        + ",'exact':true}}")
                                .replace('\'', '"')));
    }

    private static String decoded(String query) {
        return URLDecoder.decode(query.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
