package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program nests deeper than a path may be long is measured and removed all the same. */
class DeepTreesTest {
    private static final String NEST =
            """
            chdir $ARGV[0]; for (1 .. 60) { mkdir 'd' x 200; chdir 'd' x 200 }
            open(my $f, '>', 'hidden') or die; truncate($f, 50 << 20); close $f; mkdir 'closed'; chmod 0, 'closed';
            """;

    @TempDir
    private Path directory;

    @Test
    void aDeepTreeHidesNothingAndGoes() throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        assertThat(new ProcessBuilder("perl", "-e", NEST, tree.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(DiskWatch.use(tree).bytes()).isGreaterThanOrEqualTo(50 << 20);
        assertThat(DiskWatch.use(tree).entries()).isGreaterThanOrEqualTo(63);

        Access.remove(tree);
        assertThat(Files.exists(tree, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void emptyDirectoriesTakeRoom() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createDirectory(directory.resolve("d" + i));
        }
        assertThat(DiskWatch.use(directory)).isEqualTo(new DiskUse(101 * 4096, 101));
    }
}
