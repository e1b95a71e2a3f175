package org.periapsis.ingest.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.periapsis.events.StoredObject;
import org.periapsis.fits.header.Hdu;
import org.periapsis.ingest.adapter.fits.Samples;
import org.periapsis.ingest.adapter.fits.preview.FitsOutline;

class OutlineJsonTest {
    @Test
    void headersOfManyFilesEndWithTheirBytes() throws Exception {
        Hdu primary =
                Samples.hdus(Samples.FOLDER.resolve("ned-crab.fits"), 1 << 16).get(0);
        List<StoredObject> objects = IntStream.range(0, 20)
                .mapToObj(i -> StoredObject.newBuilder()
                        .setBucket("b")
                        .setKey("k" + i)
                        .setName("f" + i)
                        .setSize(4L << 20)
                        .setSha256("0".repeat(64))
                        .setContentType("application/fits")
                        .build())
                .toList();
        List<String> read = new ArrayList<>();

        JsonObject json = OutlineJson.of("ivo://a/b?c", objects, object -> {
            read.add(object.getName());
            return new FitsOutline(List.of(new FitsOutline.Unit(primary, List.of(), 0, 3L << 20, 0)), true);
        });

        assertThat(read).containsExactly("f0", "f1");
        assertThat(json.getJsonArray("files")).hasSize(20);
        assertThat(json.getJsonArray("files").getJsonObject(1).containsKey("note"))
                .isFalse();
        assertThat(json.getJsonArray("files").getJsonObject(2).getString("note"))
                .contains("before it");
    }
}
