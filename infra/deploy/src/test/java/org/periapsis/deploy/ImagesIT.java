package org.periapsis.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.ProcessSettings;

/** The images that Jib wrote in this build: what is in them, that they start, and that they are those that deployments name. */
class ImagesIT {
    private static final String PREFIX = "periapsis/";
    private static final String CLASS_PATH = "/app/jib-classpath-file";
    private static final int WRONG_CONFIGURATION = 78;

    @TempDir
    private static Path directory;

    private static final Map<String, Image> IMAGES = new TreeMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        for (ImageModule module : ImageModule.all()) {
            assertNotStale(module);
            IMAGES.put(
                    module.name(),
                    Image.unpacked(module.tar(), Files.createDirectory(directory.resolve(module.name()))));
        }
    }

    /** A tar of an earlier build would show nothing about this one. */
    private static void assertNotStale(ImageModule module) throws IOException {
        assertThat(module.jar()).as("built by this module").isRegularFile();
        assertThat(module.tar())
                .as("the image of %s, made by `mvn verify` of that module", module)
                .isRegularFile();
        FileTime made = Files.getLastModifiedTime(module.tar());
        try (Stream<Path> below = Files.walk(module.directory().resolve("target/classes"))) {
            for (Path each : Stream.concat(Stream.of(module.jar()), below.filter(Files::isRegularFile))
                    .toList()) {
                assertThat(Files.getLastModifiedTime(each))
                        .as("%s is newer than the image of %s: run `mvn verify` of the whole", each, module)
                        .isLessThanOrEqualTo(made);
            }
        }
    }

    static List<ImageModule> modules() throws IOException {
        return ImageModule.all();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void saysWhatItIs(ImageModule module) throws IOException {
        Image image = IMAGES.get(module.name());
        assertThat(image.reference()).isEqualTo(PREFIX + module.name() + ":" + ImageModule.version());
        assertThat(image.strings("Entrypoint")).containsExactly("java", "-cp", "@" + CLASS_PATH, module.main());
        assertThat(image.config().getString("created")).isEqualTo(ImageModule.builtAt());
        JsonObject container = image.config().getJsonObject("config");
        assertThat(container.getJsonObject("ExposedPorts").fieldNames()).containsExactly("8080/tcp");
        assertThat(container.getJsonObject("Labels").getMap())
                .containsOnly(
                        Map.entry("org.opencontainers.image.title", "periapsis-" + module.name()),
                        Map.entry("org.opencontainers.image.version", ImageModule.version()),
                        Map.entry("org.opencontainers.image.licenses", "Apache-2.0"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void holdsTheVeryJarsThatTheBuildMade(ImageModule module) throws IOException {
        Image image = IMAGES.get(module.name());
        List<Path> expected = new ArrayList<>(List.of(module.jar()));
        for (Path dependency : module.dependencies()) {
            boolean ours = dependency.getFileName().toString().endsWith("-" + ImageModule.version() + ".jar");
            expected.add(ours ? ImageModule.jarNamed(dependency.getFileName().toString()) : dependency);
        }
        List<Path> jars = ImageProcess.classPath(image, CLASS_PATH);
        assertThat(jars.stream().map(Path::getFileName))
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Path::getFileName).toList());
        Map<Path, Path> byName = jars.stream().collect(Collectors.toMap(Path::getFileName, jar -> jar));
        for (Path jar : expected) {
            assertThat(Files.mismatch(jar, byName.get(jar.getFileName())))
                    .as("first byte in which %s is another in the image of %s", jar, module)
                    .isEqualTo(-1);
        }
        try (Stream<Path> files = Files.walk(image.root())) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.toString().endsWith(".jar")))
                    .as("files that are not on the class path")
                    .containsExactlyInAnyOrderElementsOf(jars);
        }
    }

    /** As each pod and each container starts it: without settings it says what it needs first. */
    @Test
    void everyServiceStartsFromItsImage() throws IOException, InterruptedException {
        Map<Start, String> services = new HashMap<>();
        for (Map.Entry<String, PodSpec> pod :
                HelmChart.pods(HelmChart.render(Map.of())).entrySet()) {
            Container container = pod.getValue().getContainers().get(0);
            services.put(start(container.getImage(), container.getCommand()), Services.name(pod.getKey()));
        }
        for (Map.Entry<String, JsonObject> each : composed().entrySet()) {
            if (Services.known(each.getKey())) {
                JsonArray entrypoint = each.getValue().getJsonArray("entrypoint", new JsonArray());
                List<String> command = entrypoint.stream().map(String::valueOf).toList();
                services.put(start(each.getValue().getString("image"), command), Services.name(each.getKey()));
            }
        }
        assertThat(services.values()).containsExactlyInAnyOrderElementsOf(Services.names());
        for (Map.Entry<Start, String> each : services.entrySet()) {
            String service = each.getValue();
            ConfigurationError missing = catchThrowableOfType(
                    ConfigurationError.class, () -> Services.read(service, ProcessSettings.of(Map.of())));
            Start start = each.getKey();
            ImageProcess process = ImageProcess.run(named(start.image()), start.command());
            assertThat(process.output())
                    .as(start.toString())
                    .contains("event=configuration-wrong service=" + service + " fault=" + missing.getMessage());
            assertThat(process.exit()).as(start.toString()).isEqualTo(WRONG_CONFIGURATION);
        }
    }

    @Test
    void theCommandKnowsItsVersionInTheImageToo() throws IOException, InterruptedException {
        Image cli = IMAGES.get("cli");
        List<String> command = new ArrayList<>(cli.strings("Entrypoint"));
        command.add("--version");
        ImageProcess process = ImageProcess.run(cli, command);
        assertThat(process.output()).isEqualToIgnoringNewLines("periapsis " + ImageModule.version());
        assertThat(process.exit()).isZero();
    }

    @Test
    void deploymentsNameTheImagesThatWereBuiltAndNoOthers() throws IOException {
        Set<String> named = new TreeSet<>(chartImages(Map.of()));
        for (JsonObject container : composed().values()) {
            String reference = container.getString("image");
            if (reference.contains(PREFIX)) {
                named.add(reference);
            }
        }
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        IMAGES.values().stream().map(Image::reference).toList());
        Set<String> pushed = chartImages(Map.of("image.registry", "registry.example.org/", "image.tag", "1.2.3"));
        assertThat(pushed).isNotEmpty().allSatisfy(reference -> assertThat(reference)
                .matches("registry.example.org/periapsis/[a-z-]+:1.2.3"));
    }

    private record Start(String image, List<String> command) {}

    private static Start start(String reference, List<String> command) {
        return new Start(reference, command.isEmpty() ? named(reference).strings("Entrypoint") : command);
    }

    private static Image named(String reference) {
        return IMAGES.values().stream()
                .filter(image -> image.reference().equals(reference))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no module has the image " + reference));
    }

    private static Set<String> chartImages(Map<String, String> values) throws IOException {
        return HelmChart.pods(HelmChart.render(values)).values().stream()
                .flatMap(pod -> pod.getContainers().stream())
                .map(Container::getImage)
                .collect(Collectors.toSet());
    }

    private static Map<String, JsonObject> composed() throws IOException {
        JsonObject services = ComposeFile.read().getJsonObject("services");
        return services.fieldNames().stream().collect(Collectors.toMap(name -> name, services::getJsonObject));
    }
}
