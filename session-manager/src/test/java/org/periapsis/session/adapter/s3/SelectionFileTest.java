package org.periapsis.session.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionFileTest {
    @TempDir
    private Path directory;

    private JsonArray written(JsonObject... products) throws Exception {
        Path path = directory.resolve("selection.json");
        try (SelectionFile file = SelectionFile.at(path)) {
            for (JsonObject product : products) {
                file.add(product);
            }
            file.end();
        }
        return new JsonObject(Files.readString(path)).getJsonArray("products");
    }

    @Test
    void holdsOneProductAfterTheOther() throws Exception {
        JsonObject one = new JsonObject().put("obs_publisher_did", "ivo://a?1").put("files", new JsonArray());
        JsonObject other = new JsonObject().put("target_name", "α \"Cen\"\n").put("files", new JsonArray().add("x"));
        assertThat(written(one, other)).isEqualTo(new JsonArray().add(one).add(other));
        assertThat(written(one)).isEqualTo(new JsonArray().add(one));
    }

    @Test
    void isAListToo() throws Exception {
        assertThat(written()).isEmpty();
    }
}
