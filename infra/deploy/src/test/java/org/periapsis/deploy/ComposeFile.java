package org.periapsis.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** infra/compose as Docker Compose reads it. */
final class ComposeFile {
    static final Path DIRECTORY = Path.of("..", "compose");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-([^}]*)|:\\?[^}]*)?}");

    private ComposeFile() {}

    static JsonObject read() throws IOException {
        Map<String, Object> read = new Yaml().load(expanded(DIRECTORY.resolve("compose.yaml")));
        return new JsonObject(new ObjectMapper().writeValueAsString(read));
    }

    /** With variables as they are when none is set. */
    private static String expanded(Path path) throws IOException {
        Matcher matcher = VARIABLE.matcher(Files.readString(path));
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(found.group(2) == null ? "a-word-of-ones-own" : found.group(2)));
    }
}
