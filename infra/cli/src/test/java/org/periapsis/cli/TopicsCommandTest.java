package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.client.ExitCodes;
import org.periapsis.embedded.stack.LogAccess;

class TopicsCommandTest {
    @Test
    void printsEveryTopicAndEveryRightOfADeployment() {
        LogAccess wanted = new LogAccess(List.of("esac", "jive"), "test.");
        PrintedTopics printed = PrintedTopics.of("--site", "esac", "--site", "jive", "--prefix", "test.");
        assertThat(printed.topics()).containsExactlyElementsOf(wanted.topics());
        assertThat(printed.acls()).containsExactlyElementsOf(wanted.acls());
    }

    @Test
    void saysWhatItLacks() {
        assertThat(said(ExitCodes.FAILED, "topics", "--apply", "/nope/admin.properties"))
                .isEqualToIgnoringNewLines("periapsis: there is no file /nope/admin.properties");
        assertThat(said(ExitCodes.USAGE, "topics", "--print", "--site", "Bad Site"))
                .contains("--site is ");
        assertThat(said(ExitCodes.USAGE, "topics", "--print", "--replicas", "0"))
                .contains("--replicas is ");
    }

    @Test
    void saysWhyNoClientCanBeMade(@TempDir Path directory) throws IOException {
        Path client = Files.writeString(
                directory.resolve("admin.properties"),
                "bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SSL\nssl.truststore.location=/nope/trust.jks\n");
        assertThat(said(ExitCodes.FAILED, "topics", "--apply", client.toString()))
                .contains("/nope/trust.jks");
        assertThat(said(ExitCodes.FAILED, "dlq", "list", "--kafka", client.toString()))
                .contains("/nope/trust.jks");
    }

    private static String said(int code, String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(PeriapsisMain.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments))
                .as("%s", err)
                .isEqualTo(code);
        return err.toString();
    }

    @Test
    void holdsRecordsAtTwoBrokersWhereThereAreThree() {
        StringWriter out = new StringWriter();
        PeriapsisMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute("topics", "--print", "--replicas", "3", "--site", "esac");
        assertThat(out.toString().lines())
                .allSatisfy(line ->
                        assertThat(line).contains("--replication-factor 3").contains("--config min.insync.replicas=2"));
    }
}
