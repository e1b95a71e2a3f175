package org.periapsis.fits.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderParserTest {

    @Test
    void linesAreAllCardsInTheirOrder() {
        List<HeaderLine> lines = HeaderParser.lines(blocks(
                "SIMPLE  =                    T / a FITS file",
                "OBJECT  = 'M 31 O''Neill'       / the target",
                "",
                "HISTORY   flattened",
                "HISTORY   coadded",
                "LONGSTR = 'first &'",
                "CONTINUE  'second' / a comment",
                "SPACED  = 'one&'",
                "CONTINUE  ' two &'",
                "CONTINUE  'three'",
                "HIERARCH ESO DET DIT = 2.5 / seconds",
                "BROKEN    no equals sign",
                "EXPTIME =                 12.5 / s"));

        assertThat(lines)
                .containsExactly(
                        new HeaderLine("SIMPLE", "T", "a FITS file"),
                        new HeaderLine("OBJECT", "M 31 O'Neill", "the target"),
                        new HeaderLine("HISTORY", "", "  flattened"),
                        new HeaderLine("HISTORY", "", "  coadded"),
                        new HeaderLine("LONGSTR", "first second", "a comment"),
                        new HeaderLine("SPACED", "one two three", ""),
                        new HeaderLine("ESO DET DIT", "2.5", "seconds"),
                        new HeaderLine("BROKEN", "", "no equals sign"),
                        new HeaderLine("EXPTIME", "12.5", "s"));
    }

    private static byte[] blocks(String... cards) {
        byte[] blocks = new byte[2880];
        Arrays.fill(blocks, (byte) ' ');
        int at = 0;
        for (String card : cards) {
            byte[] text = card.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, blocks, at, text.length);
            at += 80;
        }
        System.arraycopy(new byte[] {'E', 'N', 'D'}, 0, blocks, at, 3);
        return blocks;
    }
}
