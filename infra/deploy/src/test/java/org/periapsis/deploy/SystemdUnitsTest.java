package org.periapsis.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.Settings;

/** The units start what there is, and the pages for operators lead to what there is. */
class SystemdUnitsTest {
    private static final Path UNITS = Path.of("..", "systemd");
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Pattern START = Pattern.compile(
            "ExecStart=/opt/periapsis/periapsis service ([a-z-]+) --config /etc/periapsis/([a-z-]+)(%i)?\\.properties");
    /** 128 + SIGTERM. */
    private static final String IN_ORDER = "SuccessExitStatus=143";

    @Test
    void everyServiceHasAUnitThatStartsIt() throws IOException {
        Map<String, String> services = new TreeMap<>();
        for (Path unit : units()) {
            String text = Files.readString(unit);
            Matcher start = START.matcher(text);
            assertThat(start.find()).as("%s", unit).isTrue();
            String service = start.group(1);
            boolean template = unit.getFileName().toString().endsWith("@.service");
            assertThat(unit.getFileName()).hasToString("periapsis-" + service + (template ? "@" : "") + ".service");
            assertThat(start.group(3) != null).as("a site's settings").isEqualTo(template);
            assertThat(text).contains(IN_ORDER, "RestartPreventExitStatus=78", "Restart=always", "LimitNOFILE=");
            Matcher patience = Pattern.compile("TimeoutStopSec=(\\d+)").matcher(text);
            assertThat(patience.find()).isTrue();
            assertThat(Long.parseLong(patience.group(1)))
                    .as("what is in hand is finished, and half a minute for the rest: %s", unit)
                    .isGreaterThanOrEqualTo(
                            HttpConfig.Drain.of(new Settings(Map.of())).total().toSeconds() + 30);
            services.put(service, text);
        }
        assertThat(services.keySet()).isEqualTo(Set.copyOf(Services.names()));
        assertThat(services.get("agent")).contains("KillMode=process", "\nDelegate=yes\n");
    }

    @Test
    void everyLinkOfThePagesLeadsSomewhere() throws IOException {
        links(DOCS.resolve("operate.md"));
        try (Stream<Path> pages = Files.list(DOCS.resolve("operate"))) {
            for (Path page : pages.toList()) {
                links(page);
            }
        }
    }

    private static void links(Path page) throws IOException {
        Pattern.compile("\\]\\(([^)#:]+)\\)")
                .matcher(Files.readString(page))
                .results()
                .forEach(link -> assertThat(page.resolveSibling(link.group(1)))
                        .as("%s", page)
                        .exists());
    }

    private static List<Path> units() throws IOException {
        try (Stream<Path> files = Files.list(UNITS)) {
            return files.filter(file -> file.toString().endsWith(".service"))
                    .sorted()
                    .toList();
        }
    }
}
