package org.periapsis.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command of an image run over the image's unpacked files. What it would find in a container at /app is below another directory
 * here, and {@code java}, which the base image brings, is that of this test.
 *
 * @param output both streams
 */
record ImageProcess(int exit, String output) {
    private static final long MINUTES = 2;
    private static final String EVERY_JAR = "/*";

    /** @param command such as {@code java -cp @/app/jib-classpath-file Main} */
    static ImageProcess run(Image image, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(image.root().getParent(), "output", null);
        ProcessBuilder builder = new ProcessBuilder(here(image, command))
                .directory(image.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        for (String variable : image.strings("Env")) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        Process process = builder.start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(command + " has not ended: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new ImageProcess(process.exitValue(), Files.readString(output));
    }

    private static List<String> here(Image image, List<String> command) throws IOException {
        if (!command.get(0).equals("java")) {
            throw new IOException("the base image brings java, not " + command.get(0));
        }
        List<String> mapped = new ArrayList<>();
        mapped.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String word : command.subList(1, command.size())) {
            if (word.startsWith("@/")) {
                mapped.add(classPath(image, word.substring(1)).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
            } else {
                mapped.add(word);
            }
        }
        return mapped;
    }

    /**
     * @param file of the image, which has a class path in it
     * @return the class path's files, in its order; of a directory, as for {@code java}, every jar
     */
    static List<Path> classPath(Image image, String file) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String entry : Files.readString(image.file(file)).strip().split(":", -1)) {
            if (entry.endsWith(EVERY_JAR)) {
                Path parent = image.file(entry.substring(0, entry.length() - EVERY_JAR.length()));
                try (Stream<Path> below = Files.list(parent)) {
                    below.filter(each -> each.toString().endsWith(".jar")).forEach(jars::add);
                }
            } else {
                jars.add(image.file(entry));
            }
        }
        return jars;
    }
}
