package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator unpacks has what its pages speak of. */
class ReleaseArchiveTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
    /** What is of use in a checkout alone. */
    private static final Set<String> OF_A_CHECKOUT =
            Set.of("infra/test-external.sh", "infra/local/src/main/resources/samples");

    @TempDir
    private Path directory;

    @Test
    void everyLinkOfItsPagesLeadsToWhatIsPacked() throws IOException {
        Path release = ReleaseLayout.pages(directory);
        Set<String> broken = new TreeSet<>();
        int looked = 0;
        for (Path page : below(release)) {
            if (page.toString().endsWith(".md")) {
                for (String link : LINK.matcher(Files.readString(page))
                        .results()
                        .map(match -> match.group(1))
                        .toList()) {
                    Path target = page.resolveSibling(link).normalize();
                    String name = release.relativize(target).toString();
                    if (!Files.exists(target) && !OF_A_CHECKOUT.contains(name)) {
                        broken.add(release.relativize(page) + " -> " + name);
                    }
                    looked++;
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(looked).isGreaterThan(100);
    }

    @Test
    void unitsChartAndAlertsAreThereAndNothingThatPrepareWrote() throws IOException {
        Path release = ReleaseLayout.pages(directory);
        assertThat(List.of(
                        "infra/systemd/periapsis-agent@.service",
                        "infra/grafana/alerts.yaml",
                        "infra/grafana/periapsis.json",
                        "infra/compose/compose.yaml",
                        "infra/compose/buckets.sh",
                        "infra/helm/Chart.yaml",
                        "infra/helm/templates/_helpers.tpl",
                        "indexer/README.md",
                        "session-manager/AGENT.md"))
                .allSatisfy(file -> assertThat(release.resolve(file)).isRegularFile());
        assertThat(below(release))
                .noneMatch(file -> file.toString().contains("/prepared/")
                        || file.getFileName().toString().equals(".env"));
    }

    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
