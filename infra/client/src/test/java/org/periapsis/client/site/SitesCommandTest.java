package org.periapsis.client.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.FakeServer;
import org.periapsis.client.Shell;
import org.periapsis.client.Shell.Result;

class SitesCommandTest {
    @TempDir
    private Path directory;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        shell = new Shell(directory).at(server);
        server.on(
                "GET /api/sites",
                200,
                "{'items':[{'id':'esac','accepting':true,'capacity':{'cores':16},'free':{'cores':12.0},"
                        + "'running':1,'queued':0,'datalabs':[{'id':'notebook','ready':true},{'id':'viewer'}]},"
                        + "{'id':'jive','lost':true}]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachSiteIsShownWithWhatItHolds() {
        server.on(
                "GET /api/sites/holdings",
                200,
                "[{'site':'esac','products':14,'bytes':2500,'collections':[{'obs_collection':'HST'}]}]");
        Result result = shell.run("sites", "-o", "tsv");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(1))
                .startsWith("esac\taccepting\t14\t2500\t12")
                .endsWith("\t1\t0\tnotebook");
        assertThat(result.lines().get(2)).startsWith("jive\tlost\t\t\t");
    }

    @Test
    void nobodyWaitsForWhatNeverComes() {
        server.on(
                "GET /api/sites",
                200,
                "{'items':[{'id':'esac','accepting':true,'datalabs':"
                        + "[{'id':'notebook','ready':false,'reason':'Python cannot be had'}]}]}");
        server.on("GET /api/datalabs", 200, "{'items':[{'id':'notebook'}]}");
        Result never = shell.run("sites", "--until", "notebook");
        assertThat(never.code()).isEqualTo(1);
        assertThat(never.err()).contains("notebook cannot be had at esac: Python cannot be had");
        Result unknown = shell.run("sites", "--until", "notbook");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no datalab notbook").contains("periapsis datalabs");
    }

    @Test
    void aServerThatDoesNotTellWhatSitesHoldStillListsThem() {
        server.on("GET /api/sites/holdings", 404, "{'detail':'There is nothing at this path'}");
        assertThat(shell.run("sites", "--no-header").lines()).hasSize(2);
    }
}
