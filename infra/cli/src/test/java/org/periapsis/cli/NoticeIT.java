package org.periapsis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every library that ships under a licence that is not as free as our own is named in NOTICE. Licences are as the poms say. */
class NoticeIT {
    private static final Pattern FREE =
            Pattern.compile("apache|\\bmit\\b|mit-0|bsd|\\bisc\\b|asl", Pattern.CASE_INSENSITIVE);
    private static final Pattern LICENCES = Pattern.compile("<licenses>(.*?)</licenses>", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("<name>(.*?)</name>", Pattern.DOTALL);
    private static final Pattern PARENT = Pattern.compile("<parent>(.*?)</parent>", Pattern.DOTALL);

    @Test
    void namesWhatShipsUnderOtherLicences() throws IOException {
        String notice = Files.readString(Path.of("..", "..", "NOTICE"));
        Map<String, Path> repository = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> entry.toString().endsWith(".jar"))
                .collect(Collectors.toMap(jar -> jar.getFileName().toString(), jar -> jar, (one, same) -> one));
        Map<String, String> unnamed = new TreeMap<>();
        int looked = 0;
        for (String jar : shipped()) {
            Path from = repository.get(jar);
            assertThat(from).as("on the class path: %s", jar).isNotNull();
            List<String> licences = licences(Path.of(from.toString().replaceFirst("\\.jar$", ".pom")));
            assertThat(licences).as("what the pom of %s says", jar).isNotEmpty();
            String artifact = jar.replaceFirst("-\\d.*", "");
            boolean free = licences.stream().anyMatch(name -> FREE.matcher(name).find())
                    && licences.stream().noneMatch(name -> copyleft(name));
            looked++;
            if (!free && !dual(licences) && !notice.contains(artifact)) {
                unnamed.put(artifact, licences.toString());
            }
        }
        assertThat(unnamed).isEmpty();
        assertThat(looked).isGreaterThan(100);
    }

    /** Where Apache is one of two, it is chosen. */
    private static boolean dual(List<String> licences) {
        return licences.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("apache"));
    }

    private static boolean copyleft(String licence) {
        String name = licence.toLowerCase(Locale.ROOT);
        return name.contains("gpl") || name.contains("gnu") || name.contains("eclipse") || name.contains("epl");
    }

    private static List<String> shipped() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "jars"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !name.contains("SNAPSHOT"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> licences(Path pom) throws IOException {
        String text = Files.readString(pom).replaceAll("(?s)<!--.*?-->", "");
        Matcher licences = LICENCES.matcher(text);
        if (licences.find()) {
            List<String> names = new ArrayList<>();
            Matcher name = NAME.matcher(licences.group(1));
            while (name.find()) {
                names.add(name.group(1).strip());
            }
            return names;
        }
        Matcher parent = PARENT.matcher(text);
        return parent.find() ? licences(parentOf(pom, parent.group(1))) : List.of();
    }

    /** In the same repository: {@code group/artifact/version/artifact-version.pom}. */
    private static Path parentOf(Path pom, String parent) {
        String group = element(parent, "groupId");
        String artifact = element(parent, "artifactId");
        String version = element(parent, "version");
        Path relative = Path.of(group.replace('.', '/'), artifact, version, artifact + "-" + version + ".pom");
        Path root = pom;
        while (root != null && !Files.exists(root.resolve(relative))) {
            root = root.getParent();
        }
        assertThat(root).as("parent %s of %s", relative, pom).isNotNull();
        return root.resolve(relative);
    }

    private static String element(String xml, String name) {
        Matcher element =
                Pattern.compile("<" + name + ">\\s*(.*?)\\s*</" + name + ">").matcher(xml);
        assertThat(element.find()).as(name).isTrue();
        return element.group(1);
    }
}
