package org.periapsis.local.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The genuine products that come with the local stack, and the archives that publish them. */
public final class Samples {
    /**
     * One product.
     *
     * @param position supplied by the archive where the file has none, degrees (ICRS)
     */
    public record Sample(String file, String archive, String collection, Optional<double[]> position) {
        /** @return what the archive says of it, in ObsCore names */
        public JsonObject metadata() {
            JsonObject metadata = new JsonObject().put("obs_collection", collection);
            position.ifPresent(at -> metadata.put("s_ra", at[0]).put("s_dec", at[1]));
            return metadata;
        }
    }

    /**
     * Statistics of a product's first image, or of the first column of its first table, computed by astropy and numpy.
     *
     * @param stddev of the population
     */
    public record Expected(int hdu, String quantity, long count, double min, double max, double mean, double stddev) {}

    private Samples() {}

    /** @return site by archive */
    public static Map<String, String> archives() {
        return new TreeMap<>(read("samples.json").getJsonObject("archives").stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> ((JsonObject) entry.getValue()).getString("site"))));
    }

    public static List<Sample> all() {
        return read("samples.json").getJsonArray("products").stream()
                .map(JsonObject.class::cast)
                .map(json -> new Sample(
                        json.getString("file"),
                        json.getString("archive"),
                        json.getString("collection"),
                        json.containsKey("s_ra")
                                ? Optional.of(new double[] {json.getDouble("s_ra"), json.getDouble("s_dec")})
                                : Optional.empty()))
                .toList();
    }

    /** @return by file name */
    public static Map<String, Expected> statistics() {
        Map<String, Expected> expected = new TreeMap<>();
        read("sample-statistics.json").forEach(entry -> {
            JsonObject json = (JsonObject) entry.getValue();
            expected.put(
                    entry.getKey(),
                    new Expected(
                            json.getInteger("hdu"),
                            json.getString("quantity"),
                            json.getLong("count"),
                            json.getDouble("min"),
                            json.getDouble("max"),
                            json.getDouble("mean"),
                            json.getDouble("stddev")));
        });
        return expected;
    }

    /** Writes a sample's bytes into a directory. */
    public static Path copy(String file, Path directory) throws IOException {
        Path target = directory.resolve(file);
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + file)) {
            if (in == null) {
                throw new IOException("no sample " + file);
            }
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    private static JsonObject read(String name) {
        try (InputStream in = Samples.class.getResourceAsStream("/org/periapsis/local/" + name)) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name, e);
        }
    }
}
