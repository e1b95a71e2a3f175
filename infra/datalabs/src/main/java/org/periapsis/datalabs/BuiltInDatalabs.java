package org.periapsis.datalabs;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nom.tam.fits.Fits;
import org.periapsis.datalabs.viewer.ViewerMain;
import org.periapsis.fits.header.Keywords;

/** The datalabs that come with the platform. */
public final class BuiltInDatalabs {

    private static final List<String> IDS = List.of("notebook", "notebook-run", "viewer", "statistics");

    private BuiltInDatalabs() {}

    /**
     * The descriptors as JSON objects with {@code id}, {@code version} and the fields of the event record
     * {@code DatalabDescriptor} by the same names.
     */
    public static List<String> descriptors() {
        return IDS.stream().map(id -> text(id + ".json")).toList();
    }

    /** The notebook that is put into a person's home when it is not there. */
    public static String starterNotebook() {
        return text("starter/start.ipynb");
    }

    /** Writes the starter notebook into a folder that the agent copies from, and returns the file. */
    public static Path unpackStarter(Path folder) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve("start.ipynb"), starterNotebook());
    }

    /**
     * What the Java datalabs need on their class path: this module and its three libraries, as jars or directories. It is one
     * file when they are all in one jar.
     */
    public static List<Path> classPath() {
        Set<Path> paths = new LinkedHashSet<>();
        for (Class<?> each : List.of(ViewerMain.class, Keywords.class, Fits.class, JsonFactory.class)) {
            URL place = each.getProtectionDomain().getCodeSource().getLocation();
            try {
                paths.add(Path.of(place.toURI()));
            } catch (URISyntaxException malformed) {
                throw new IllegalStateException("The class path has a malformed URL: " + place, malformed);
            }
        }
        return List.copyOf(paths);
    }

    private static String text(String name) {
        try (InputStream resource = BuiltInDatalabs.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("The build lacks " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
