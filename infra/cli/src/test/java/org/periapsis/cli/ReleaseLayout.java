package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The release archive as it is when unpacked, laid out as its descriptor says, and a PATH with Java and a plain Unix on it. */
final class ReleaseLayout {
    private static final Path DESCRIPTOR = Path.of("src", "assembly", "archive.xml");
    private static final List<String> UNIX = List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "head",
            "tail",
            "find",
            "stty",
            "mv",
            "rm",
            "cat",
            "grep",
            "cut",
            "cmp",
            "wc",
            "touch",
            "mkdir");

    private ReleaseLayout() {}

    /** @return the directory that holds the launcher */
    static Path unpacked(Path target) throws IOException {
        return unpacked(target, source -> true);
    }

    /** The same without what is built. */
    static Path pages(Path target) throws IOException {
        return unpacked(target, source -> !source.startsWith("target"));
    }

    private static Path unpacked(Path target, Predicate<Path> wanted) throws IOException {
        Document descriptor = descriptor();
        for (Element file : elements(descriptor, "file")) {
            Path source = Path.of(text(file, "source"));
            if (wanted.test(source)) {
                place(source, target.resolve(text(file, "outputDirectory")));
            }
        }
        for (Element set : elements(descriptor, "fileSet")) {
            Path source = Path.of(text(set, "directory"));
            try (Stream<Path> below = wanted.test(source) ? Files.walk(source) : Stream.empty()) {
                for (Path each : below.filter(Files::isRegularFile).toList()) {
                    Path parent = source.relativize(each).getParent();
                    Path directory = target.resolve(text(set, "outputDirectory"));
                    place(each, parent == null ? directory : directory.resolve(parent));
                }
            }
        }
        return target;
    }

    /** @return a directory with Java, and with what every Unix has; whoever asks for Maven is refused */
    static Path programs(Path target) throws IOException {
        Files.createDirectories(target);
        Files.createSymbolicLink(target.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        // A release has nothing to build.
        Path maven = Files.writeString(target.resolve("mvn"), "#!/bin/sh\necho 'Maven was asked for' >&2\nexit 1\n");
        maven.toFile().setExecutable(true);
        for (String name : UNIX) {
            for (String directory : List.of("/bin", "/usr/bin")) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program) && !Files.exists(target.resolve(name))) {
                    Files.createSymbolicLink(target.resolve(name), program);
                }
            }
        }
        return target;
    }

    private static void place(Path source, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path copy = Files.copy(source, directory.resolve(source.getFileName()));
        if (Files.isExecutable(source)) {
            copy.toFile().setExecutable(true);
        }
    }

    private static Document descriptor() throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(DESCRIPTOR.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(DESCRIPTOR + " cannot be read", e);
        }
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                .map(nodes::item)
                .map(Element.class::cast)
                .toList();
    }

    private static String text(Element element, String name) {
        NodeList nodes = element.getElementsByTagName(name);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
    }
}
