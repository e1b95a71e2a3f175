package org.periapsis.datalabs.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.datalabs.viewer.Fixtures.card;
import static org.periapsis.datalabs.viewer.Fixtures.header;
import static org.periapsis.datalabs.viewer.Fixtures.joined;
import static org.periapsis.datalabs.viewer.Fixtures.text;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest rows, tiles and headers that are taken, several at once, in the memory that the viewer's description gives it. */
class SmallHeapIT {
    private static final byte[] PRIMARY = header(card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0));

    @TempDir
    private Path folder;

    @Test
    void theLargestThatIsTakenIsAnsweredAndTheViewerGoesOn() throws Exception {
        List<String> files = List.of("wide.fits", "rows.fits", "compressed.fits", "cards.fits", "ned-crab.fits");
        wide(folder.resolve("wide.fits"));
        rows(folder.resolve("rows.fits"));
        compressed(folder.resolve("compressed.fits"));
        cards(folder.resolve("cards.fits"));
        Files.copy(Fixtures.SAMPLES.resolve("ned-crab.fits"), folder.resolve("ned-crab.fits"));
        Files.writeString(
                folder.resolve("selection.json"),
                files.stream()
                        .map(name -> "{\"obs_publisher_did\":\"ivo://t/c?%s\",\"files\":[{\"path\":\"%s\"}]}"
                                .formatted(name, name))
                        .collect(Collectors.joining(",", "{\"products\":[", "]}")));
        try (ViewerProcess viewer = new ViewerProcess(folder, "/sessions/5f0c/")) {
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (String path : List.of(
                    "files/0/units/0/planes/0/tiles/0/4095/0",
                    "files/0/units/0/planes/0/tiles/8/0/0",
                    "files/0/units/0/planes/0/tiles/12/0/0",
                    "files/1/units/1/rows?from=0&count=4",
                    "files/1/units/1/rows?from=4&count=4",
                    "files/1/units/1/plot?x=0&y=1",
                    "files/2/units/1/planes/0",
                    "files/2/units/1/planes/0/tiles/0/3/3",
                    "files/3/cards?word=w",
                    "files/0/thumbnail.png",
                    "files/2/thumbnail.png",
                    "files/3/thumbnail.png")) {
                answers.add(client.sendAsync(ask(viewer, path), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> told = answer.join();
                assertThat(told.statusCode()).as(told.uri() + " " + told.body()).isIn(200, 404, 422);
                if (told.statusCode() != 200) {
                    assertThat(told.body()).as(told.uri().toString()).contains("remedy");
                }
            }
            HttpResponse<String> small = client.send(
                    ask(viewer, "files/4/units/0/planes/0/tiles/0/0/0"), HttpResponse.BodyHandlers.ofString());
            assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
            assertThat(viewer.alive()).isTrue();
            System.out.printf(
                    "the largest rows, tiles and headers: answers %s; heap in use at most %d MiB, resident at most %d MiB%n",
                    answers.stream().map(each -> each.join().statusCode()).toList(),
                    viewer.heapMib(),
                    viewer.residentMib()[1]);
        }
    }

    private static HttpRequest ask(ViewerProcess viewer, String path) {
        return HttpRequest.newBuilder(URI.create(viewer.url() + path)).build();
    }

    /** 64 rows of 1,048,576 pixels of 64 bits. */
    private static void wide(Path file) throws IOException {
        byte[] header = header(
                card("SIMPLE", "T"),
                card("BITPIX", -64),
                card("NAXIS", 2),
                card("NAXIS1", 1 << 20),
                card("NAXIS2", 64));
        holes(file, header, (64L * 8) << 20);
    }

    /** 16 rows of 16 MiB. */
    private static void rows(Path file) throws IOException {
        byte[] table = header(
                text("XTENSION", "BINTABLE"),
                card("BITPIX", 8),
                card("NAXIS", 2),
                card("NAXIS1", 16 << 20),
                card("NAXIS2", 16),
                card("PCOUNT", 0),
                card("GCOUNT", 1),
                card("TFIELDS", 3),
                text("TTYPE1", "TIME"),
                text("TFORM1", "D"),
                text("TTYPE2", "FLUX"),
                text("TFORM2", "D"),
                text("TTYPE3", "WAVE"),
                text("TFORM3", ((16 << 20) - 16) / 4 + "E"));
        holes(file, joined(PRIMARY, table), (16L * 16) << 20);
    }

    /** 2048 x 2048 pixels in one tile. */
    private static void compressed(Path file) throws Exception {
        int[][] pixels = new int[2048][2048];
        for (int y = 0; y < pixels.length; y++) {
            for (int x = 0; x < pixels.length; x++) {
                pixels[y][x] = x * 31 + y;
            }
        }
        CompressedImageHDU compressed =
                CompressedImageHDU.fromImageHDU(ImageData.from(pixels).toHDU(), 2048, 2048);
        compressed.setCompressAlgorithm("RICE_1").compress();
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(compressed);
            fits.write(out);
        }
    }

    /** A header of nearly 4 MiB. */
    private static void cards(Path file) throws IOException {
        String[] cards = new String[52_000];
        Arrays.fill(cards, "COMMENT words, words, words");
        System.arraycopy(new String[] {card("SIMPLE", "T"), card("BITPIX", 8), card("NAXIS", 0)}, 0, cards, 0, 3);
        Files.write(file, header(cards));
    }

    /** A file whose data are zeros that take no space. */
    private static void holes(Path file, byte[] header, long bytes) throws IOException {
        Files.write(file, header);
        try (RandomAccessFile all = new RandomAccessFile(file.toFile(), "rw")) {
            all.setLength(header.length + (bytes + 2879) / 2880 * 2880);
        }
    }
}
