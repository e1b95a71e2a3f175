package org.periapsis.events.evolution;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.periapsis.events.codec.Samples;
import org.periapsis.events.codec.SchemaCatalogue;

/** The schemas of every released version under {@code src/test/golden/v<version>/}, each with a record encoded by it. */
final class Goldens {
    private static final Path ROOT = Path.of("src", "test", "golden");
    private static final long SEED = 2026;

    /** A type as it was released. */
    record Golden(String version, String type, Schema schema, ByteBuffer body) {
        @Override
        public String toString() {
            return type + " v" + version;
        }
    }

    private Goldens() {}

    /** @return released versions, oldest first */
    static List<String> versions() {
        try (Stream<Path> directories = Files.list(ROOT)) {
            return directories
                    .map(d -> d.getFileName().toString().substring(1))
                    .sorted(Comparator.comparing(Goldens::numbers, Arrays::compare))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    /** @return the types of a version by name */
    static Map<String, Golden> of(String version) {
        try (Stream<Path> files = Files.list(ROOT.resolve("v" + version))) {
            return files.filter(f -> f.toString().endsWith(".avsc"))
                    .map(f -> read(version, f))
                    .collect(toMap(Golden::type, g -> g, (a, b) -> a, TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Golden read(String version, Path avsc) {
        String type = avsc.getFileName().toString().replace(".avsc", "");
        try {
            Schema schema = new Schema.Parser().parse(Files.readString(avsc));
            return new Golden(
                    version, type, schema, ByteBuffer.wrap(Files.readAllBytes(avsc.resolveSibling(type + ".bin"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the types of this build by name, each with a body made from its schema */
    static Map<String, Golden> current() {
        return Samples.types()
                .map(type -> current(type.getSimpleName(), plain(Samples.schemaOf(type))))
                .collect(toMap(Golden::type, g -> g, (a, b) -> a, TreeMap::new));
    }

    private static Golden current(String type, Schema schema) {
        Samples samples = new Samples(SEED, Samples.Optionals.PRESENT);
        return new Golden("current", type, schema, ByteBuffer.wrap(Samples.encode(samples.record(schema))));
    }

    private static Schema plain(Schema schema) {
        return new Schema.Parser().parse(SchemaCatalogue.json(schema));
    }

    /** Writes this build's types as those of a version. */
    static void write(String version) {
        Path directory = ROOT.resolve("v" + version);
        try {
            Files.createDirectories(directory);
            for (Golden golden : current().values()) {
                Files.writeString(
                        directory.resolve(golden.type() + ".avsc"),
                        SchemaFormatter.format("json/pretty", golden.schema()) + "\n");
                Files.write(
                        directory.resolve(golden.type() + ".bin"), golden.body().array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
