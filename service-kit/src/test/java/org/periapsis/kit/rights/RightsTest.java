package org.periapsis.kit.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Viewer USER = viewer("zoe", "user");

    private static Viewer viewer(String subject, String role) {
        return Viewer.of("https://issuer.test", subject, Set.of(role), Set.of());
    }

    private static ProductRights product(Level level, String date) {
        return new ProductRights(
                level,
                Optional.ofNullable(date).map(Instant::parse),
                "esa",
                Optional.of(new Person("https://issuer.test", "ada")),
                Optional.of("t-1"),
                false);
    }

    /** Who of nobody, a stranger who is signed in, and the product's own may know of it: n, s, o. */
    @ParameterizedTest
    @CsvSource({
        "PUBLIC,,nso",
        "PUBLIC,2026-11-30T12:00:00Z,nso",
        "PUBLIC,2026-11-30T12:00:00.001Z,o",
        "SECURE,,so",
        "SECURE,2020-01-01T00:00:00Z,so",
        "SECURE,2030-01-01T00:00:00Z,o",
        "PROPRIETARY,,o",
        "PROPRIETARY,2026-11-30T12:00:00Z,nso",
        "PROPRIETARY,2026-11-30T12:00:00.001Z,o",
        "UNKNOWN,,o",
        "UNKNOWN,2020-01-01T00:00:00Z,o",
    })
    void theTableOfDocsRights(Level level, String date, String who) {
        ProductRights product = product(level, date);
        assertThat(knows(Viewer.nobody(), product)).isEqualTo(who.contains("n"));
        assertThat(knows(USER, product)).isEqualTo(who.contains("s"));
        assertThat(knows(viewer("ada", "user"), product)).isTrue();
        assertThat(knows(viewer("bot", "archive:esa"), product)).isTrue();
        assertThat(knows(viewer("bot", "archive:eso"), product)).isEqualTo(who.contains("s"));
        assertThat(knows(Viewer.of("https://issuer.test", "bob", Set.of(), Set.of("t-1")), product))
                .isTrue();
        assertThat(knows(Viewer.of("https://elsewhere.test", "ada", Set.of(), Set.of()), product))
                .isEqualTo(who.contains("s"));
        assertThat(knows(viewer("root", "operator"), product)).isTrue();
        assertThat(knows(viewer("indexer", "service"), product)).isTrue();
    }

    @Test
    void whatWasWithdrawnIsReadByNobodyAndToldToWhoCouldKnowOfIt() {
        ProductRights there = product(Level.PUBLIC, null);
        ProductRights gone = new ProductRights(
                there.level(), there.releaseDate(), there.archive(), there.owner(), there.team(), true);
        for (Viewer viewer : RightsCases.viewers().values()) {
            assertThat(Rights.of(viewer).mayRead(there, NOW)).isTrue();
            assertThat(Rights.of(viewer).mayRead(gone, NOW)).isFalse();
            assertThat(Rights.of(viewer).mayKnow(gone, NOW)).isTrue();
        }
    }

    @Test
    void whoHasNotSignedInHasNoRolesAndAServiceLendsNothing() {
        Viewer nobody = Viewer.of("", "", Set.of("operator"), Set.of("t-1"));
        assertThat(nobody).isEqualTo(Viewer.nobody());
        Viewer lent = viewer("session-manager", "service").lentNothing();
        assertThat(Rights.of(lent).seesAll()).isFalse();
    }

    @Test
    void namesTheRuleThatGives() {
        ProductRights product = product(Level.PUBLIC, null);
        assertThat(Rights.of(viewer("ada", "archive:esa")).by(product, NOW)).contains(Rule.ARCHIVE);
        assertThat(Rights.of(viewer("ada", "user")).by(product, NOW)).contains(Rule.OWNER);
        assertThat(Rights.of(USER).by(product, NOW)).contains(Rule.PUBLIC);
    }

    @Test
    void whatIsKeptWithASelectionIsEnoughToAskAgain() {
        for (RightsCases.Product product : new RightsCases(7, NOW).products(300)) {
            for (Viewer viewer : RightsCases.viewers().values()) {
                if (Rights.of(viewer).mayKnow(product.rights(), NOW)) {
                    Viewer alone = new Viewer(viewer.person(), Set.of(), Set.of());
                    Viewer again = Rights.of(viewer)
                            .granted(product.rights(), NOW)
                            .map(alone::with)
                            .orElse(alone);
                    assertThat(knows(again, product.rights()))
                            .as(viewer + " " + product)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void theSqlBringsItsValuesInOrderAndNoneOfThemInItsText() {
        Viewer odd = Viewer.of("i'; --", "s'; --", Set.of("archive:a'; --"), Set.of("t'; --"));
        SqlCondition condition = Rights.of(odd).mayKnow(Columns.of("p"), NOW);
        assertThat(condition.text()).doesNotContain("--").startsWith("(").endsWith(")");
        assertThat(condition.text().chars().filter(c -> c == '?').count())
                .isEqualTo(condition.values().size());
        assertThat(condition.values())
                .contains("s'; --", "i'; --", OffsetDateTime.ofInstant(NOW, ZoneOffset.UTC))
                .hasAtLeastOneElementOfType(String[].class);
        assertThat(Rights.of(viewer("root", "operator"))
                        .mayKnow(Columns.of("p"), NOW)
                        .text())
                .isEqualTo("true");
    }

    @Test
    void theDocumentHasARowForEachRule() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "rights.md"));
        for (Rule rule : Rule.values()) {
            assertThat(lines).as(rule.name()).anyMatch(line -> line.startsWith("| `" + rule.name() + "` |"));
        }
    }

    private static boolean knows(Viewer viewer, ProductRights product) {
        return Rights.of(viewer).mayKnow(product, NOW);
    }
}
