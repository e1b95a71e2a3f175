package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.periapsis.client.Surroundings;
import org.periapsis.client.Verbs;
import org.periapsis.kit.config.ProcessSettings;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The script and the commands know each other. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "..", "periapsis");

    @Test
    void theScriptRunsExactlyTheClientsVerbsWithTheClientsJar() throws IOException {
        Matcher verbs =
                Pattern.compile("^  (login \\|[a-z |]+)\\)$", Pattern.MULTILINE).matcher(Files.readString(SCRIPT));
        assertThat(verbs.find()).isTrue();
        assertThat(Arrays.asList(verbs.group(1).split("[ |]+")))
                .containsExactlyInAnyOrderElementsOf(new Verbs(Surroundings.ofProcess()).names());
    }

    @Test
    void noVariableOfTheScriptIsTakenForASettingOfAService() throws IOException {
        Map<String, String> all = Pattern.compile("PERIAPSIS_[A-Z_]+")
                .matcher(Files.readString(SCRIPT))
                .results()
                .map(MatchResult::group)
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> ""));
        assertThat(all).containsKeys("PERIAPSIS_HEAP", "PERIAPSIS_NO_BUILD");
        ProcessSettings.of(all).done();
    }

    @Test
    void aSizeThatIsNoneIsRefusedBeforeAJvmIsStarted() throws Exception {
        assertThat(script("PERIAPSIS_HEAP", "banana"))
                .isEqualTo("2 periapsis: PERIAPSIS_HEAP is a size such as 768m or 2g, not 'banana'");
        assertThat(script("PERIAPSIS_HEAP", "m12")).startsWith("2 ");
        assertThat(script("PERIAPSIS_TIER", "5")).startsWith("2 ");
        assertThat(script("PERIAPSIS_HEAP", "256m")).doesNotContain("PERIAPSIS_HEAP");
    }

    /** Exit code and what was said of {@code periapsis --version}. */
    private static String script(String variable, String value) throws Exception {
        ProcessBuilder command = new ProcessBuilder(SCRIPT.toString(), "--version").redirectErrorStream(true);
        command.environment().put("PERIAPSIS_NO_BUILD", "1");
        command.environment().put(variable, value);
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        each(PeriapsisMain.commandLine(), "periapsis");
    }

    @Test
    void thePagesForOperatorsNameCommandsAndOptionsThatThereAre() throws IOException {
        Map<String, CommandLine> commands = PeriapsisMain.commandLine().getSubcommands();
        int found = 0;
        for (String page : pages()) {
            assertThat(page).as("who runs psql may not read the directory").doesNotContain("-f prepared/postgres");
            Matcher lines = Pattern.compile("(?m)^ *periapsis ([a-z]+)((?:.*\\\\\n)*.*)$")
                    .matcher(page);
            while (lines.find()) {
                CommandLine command = commands.get(lines.group(1));
                assertThat(command).as(lines.group()).isNotNull();
                for (String word : lines.group(2).split("[ \\\\\n]+", -1)) {
                    command = command.getSubcommands().getOrDefault(word, command);
                    if (word.startsWith("--")) {
                        assertThat(command.getCommandSpec().findOption(word))
                                .as("%s of %s", word, lines.group())
                                .isNotNull();
                    }
                }
                found++;
            }
        }
        assertThat(found).isGreaterThan(4);
    }

    private static List<String> pages() throws IOException {
        Path docs = Path.of("..", "..", "docs");
        List<String> pages = new ArrayList<>(List.of(Files.readString(docs.resolve("operate.md"))));
        try (Stream<Path> more = Files.list(docs.resolve("operate"))) {
            for (Path page : more.toList()) {
                pages.add(Files.readString(page));
            }
        }
        return pages;
    }

    @Test
    void completionKnowsEveryCommand() {
        String script = AutoComplete.bash("periapsis", PeriapsisMain.commandLine());
        for (String word :
                List.of("find", "ingest", "completion", "_picocli_periapsis_session_start", "--radius", "zsh")) {
            assertThat(script).contains(word);
        }
    }

    private static void each(CommandLine command, String name) {
        for (var sub : command.getSubcommands().entrySet()) {
            String full = name + " " + sub.getKey();
            assertThat(sub.getValue().getCommandSpec().findOption("--help"))
                    .as(full)
                    .isNotNull();
            if (!sub.getKey().equals("help")) {
                assertThat(String.join(
                                "\n",
                                sub.getValue().getCommandSpec().usageMessage().footer()))
                        .as(full)
                        .contains("Example: ", "periapsis");
            }
            assertThat(sub.getValue().getUsageMessage()).as(full).doesNotContain("${");
            each(sub.getValue(), full);
        }
    }
}
