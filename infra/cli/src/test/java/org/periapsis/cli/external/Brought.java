package org.periapsis.cli.external;

import java.nio.file.Files;
import java.nio.file.Path;

/** What infra/test-external.sh has brought along. Whatever is missing is a failure, with its name. */
record Brought(Path directory) {
    static Brought here() {
        return new Brought(Path.of("..", "target", "external").toAbsolutePath().normalize());
    }

    /** Directory of Debian's programs. */
    Path postgres() {
        return there("postgresql", "postgres");
    }

    /** Directory of Kafka's jars. */
    Path kafka() {
        return there("kafka/lib", "");
    }

    /** Home of the second JDK. */
    Path jdk() {
        return there("jdk", "bin/java");
    }

    Path apicurio() {
        return there("apicurio", "quarkus-run.jar");
    }

    Path program(String name) {
        return there("bin", name).resolve(name);
    }

    private Path there(String place, String file) {
        Path found = directory.resolve(place);
        if (!Files.exists(found.resolve(file))) {
            throw new AssertionError(
                    found.resolve(file) + " is missing: `sh infra/test-external.sh` says what could not be had");
        }
        return found;
    }
}
