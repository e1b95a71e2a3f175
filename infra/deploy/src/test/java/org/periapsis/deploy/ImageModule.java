package org.periapsis.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A module whose pom says that it has an image.
 *
 * @param main the class that its pom names as the entry point
 */
record ImageModule(Path directory, String name, String main, Path jar) {
    private static final Path ROOT = Path.of("..", "..");

    /** @return all of them, as the poms say */
    static List<ImageModule> all() throws IOException {
        List<ImageModule> modules = new ArrayList<>();
        for (String module : modules()) {
            Path directory = ROOT.resolve(module).normalize();
            Document pom = pom(directory);
            if (text(pom, "/project/properties/image.skip").equals("false")) {
                modules.add(of(directory, pom));
            }
        }
        return modules;
    }

    private static ImageModule of(Path directory, Document pom) throws IOException {
        String name = text(pom, "/project/artifactId");
        String file = text(pom, "/project/build/finalName");
        return new ImageModule(
                directory,
                name,
                text(pom, "/project/properties/image.main"),
                directory.resolve("target").resolve((file.isEmpty() ? name + "-" + version() : file) + ".jar"));
    }

    static String version() throws IOException {
        return text(pom(ROOT), "/project/version");
    }

    /** @return the time that everything made from these sources bears */
    static String builtAt() throws IOException {
        return text(pom(ROOT), "/project/properties/project.build.outputTimestamp");
    }

    /** @return the jar that a module of this build made, by the name that it has in a repository */
    static Path jarNamed(String name) throws IOException {
        for (String module : modules()) {
            Path jar = ROOT.resolve(module).resolve("target").resolve(name);
            if (Files.exists(jar)) {
                return jar;
            }
        }
        throw new IOException("no module made " + name + ": build the whole, ./periapsis test");
    }

    Path tar() {
        return directory.resolve("target").resolve("jib-image.tar");
    }

    /** @return the jars of its runtime dependencies, as Maven itself lists them */
    List<Path> dependencies() throws IOException {
        String paths = Files.readString(directory.resolve("target").resolve("image-classpath"));
        List<Path> jars = new ArrayList<>();
        for (String path : paths.strip().split(File.pathSeparator, -1)) {
            jars.add(Path.of(path));
        }
        return jars;
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<String> modules() throws IOException {
        NodeList nodes = nodes(pom(ROOT), "/project/modules/module");
        List<String> modules = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            modules.add(nodes.item(i).getTextContent());
        }
        return modules;
    }

    private static Document pom(Path directory) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(directory.resolve("pom.xml").toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(directory + ": " + e, e);
        }
    }

    private static String text(Document pom, String path) throws IOException {
        NodeList nodes = nodes(pom, path);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
    }

    private static NodeList nodes(Document pom, String path) throws IOException {
        XPath xpath = XPathFactory.newInstance().newXPath();
        try {
            return (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
        } catch (XPathExpressionException e) {
            throw new IOException(path + ": " + e, e);
        }
    }
}
