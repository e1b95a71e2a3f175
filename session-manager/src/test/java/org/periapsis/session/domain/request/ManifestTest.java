package org.periapsis.session.domain.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final List<Selected> SELECTED = List.of(
            new Selected("ivo://a?1", 10, List.of("jive"), "1"),
            new Selected("ivo://a?2", 20, List.of("jive", "esac"), "2"),
            new Selected("ivo://a?3", 30, List.of(), "3"),
            new Selected("ivo://a?4", 40, List.of("esac", "jive"), "4"),
            new Selected("ivo://a?5", 50, List.of("jive"), "5"));

    @Test
    void putsProductsWithTheSameHoldersInOneRange() {
        Manifest manifest = Manifest.of(SELECTED);
        assertThat(new String(manifest.document(), StandardCharsets.UTF_8)).isEqualTo("3\n2\n4\n1\n5\n");
        assertThat(manifest.shards())
                .extracting(
                        shard -> shard.getHolders() + " " + shard.getEntries().getFirst() + "+"
                                + shard.getEntries().getCount() + " " + shard.getBytes())
                .containsExactly("[] 0+1 30", "[esac, jive] 1+2 60", "[jive] 3+2 60");
        assertThat(manifest.bytes()).isEqualTo(150);
    }

    @Test
    void sumsOfBytesDoNotOverflow() {
        List<Selected> large = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            large.add(new Selected("ivo://a?" + i, 1L << 53, List.of("jive"), "x"));
        }
        Manifest manifest = Manifest.of(large);
        assertThat(manifest.bytes()).isEqualTo((1L << 53) - 1);
        assertThat(manifest.shards().get(0).getBytes()).isEqualTo((1L << 53) - 1);
    }

    @Test
    void isTheSameDocumentInWhateverOrderItWasAskedFor() {
        byte[] document = Manifest.of(SELECTED).document();
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            List<Selected> other = new ArrayList<>(SELECTED);
            Collections.shuffle(other, random);
            assertThat(Manifest.of(other).document()).isEqualTo(document);
        }
    }

    @Test
    void aDocumentIsUtf8() {
        List<Selected> lines = List.of(
                new Selected("ivo://a?1", 1, List.of("jive"), "{\"target\":\"α Centauri\"}"),
                new Selected("ivo://a?2", 1, List.of("jive"), "{\"target\":\"星雲\"}"));
        assertThat(new String(Manifest.of(lines).document(), StandardCharsets.UTF_8))
                .isEqualTo("{\"target\":\"α Centauri\"}\n{\"target\":\"星雲\"}\n");
    }
}
