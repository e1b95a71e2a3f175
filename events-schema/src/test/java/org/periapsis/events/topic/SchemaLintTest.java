package org.periapsis.events.topic;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.periapsis.events.codec.Samples;

/** The house rules for schemas. */
class SchemaLintTest {
    /** What happened, as a past participle; or, in these words, what a state was found to be. */
    private static final String PAST_TENSE =
            ".*(ed|Withdrawn|Lost|Built|Waiting|Staging|Ready|Idle|Missing|Unknown|Corrupt|Gap|Reset|Seen|Set)";

    private static final Path SOURCES = Path.of("src", "main", "avro");

    @Test
    void everyRecordEnumAndFieldIsDocumented() {
        named().forEach((name, schema) -> {
            assertThat(schema.getDoc()).as(name).isNotBlank();
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields()
                        .forEach(f ->
                                assertThat(f.doc()).as(name + "." + f.name()).isNotBlank());
            }
        });
    }

    @Test
    void everyEnumHasTheDefaultUnknown() {
        named().forEach((name, schema) -> {
            if (schema.getType() == Schema.Type.ENUM) {
                assertThat(schema.getEnumDefault()).as(name).isEqualTo("UNKNOWN");
            }
        });
    }

    @Test
    void aUnionIsOneTypeAndNull() {
        List<Schema> unions = new ArrayList<>();
        named().values().stream()
                .filter(s -> s.getType() == Schema.Type.RECORD)
                .flatMap(s -> s.getFields().stream())
                .forEach(f -> addUnions(f.schema(), unions));

        assertThat(unions).isNotEmpty().allSatisfy(union -> {
            assertThat(union.getTypes()).hasSize(2);
            assertThat(union.isNullable()).isTrue();
        });
    }

    @Test
    void everyFieldThatMayBeNullIsNullByDefault() {
        named().forEach((name, schema) -> {
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream().filter(f -> f.schema().isUnion()).forEach(f -> assertThat(
                                f.hasDefaultValue())
                        .as(name + "." + f.name())
                        .isTrue());
            }
        });
    }

    @Test
    void anEventSaysWhatHappened() {
        assertThat(Samples.types())
                .allSatisfy(type -> assertThat(type.getSimpleName()).matches(PAST_TENSE));
    }

    @Test
    void everyEventFileBelongsToTheTopicOfItsFolderAndToNoOther() throws IOException {
        for (Topic topic : Topic.values()) {
            Path folder = SOURCES.resolve(topic.name().toLowerCase(Locale.ROOT));
            assertThat(topic.types().stream().map(Class::getSimpleName))
                    .as(topic.name())
                    .containsExactlyInAnyOrderElementsOf(names(folder));
        }
        List<Class<? extends SpecificRecord>> all = Samples.types().toList();
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void everyFolderIsATopicOrHoldsParts() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            assertThat(folders.map(f -> f.getFileName().toString()).filter(f -> !f.equals("types")))
                    .isSubsetOf(Stream.of(Topic.values())
                            .map(t -> t.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
    }

    @Test
    void everyPartIsUsed() throws IOException {
        assertThat(named().keySet().stream().map(n -> n.substring(n.lastIndexOf('.') + 1)))
                .containsAll(names(SOURCES.resolve("types")));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString().replace(".avdl", ""))
                    .collect(toSet());
        }
    }

    private static Map<String, Schema> named() {
        Map<String, Schema> found = new LinkedHashMap<>();
        Samples.types().forEach(type -> addNamed(Samples.schemaOf(type), found));
        return found;
    }

    private static void addNamed(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(f -> addNamed(f.schema(), found));
                }
            }
            case ENUM, FIXED -> found.put(schema.getFullName(), schema);
            case ARRAY -> addNamed(schema.getElementType(), found);
            case MAP -> addNamed(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(t -> addNamed(t, found));
            default -> {} // a primitive has no name
        }
    }

    private static void addUnions(Schema schema, List<Schema> unions) {
        switch (schema.getType()) {
            case UNION -> unions.add(schema);
            case ARRAY -> addUnions(schema.getElementType(), unions);
            case MAP -> addUnions(schema.getValueType(), unions);
            default -> {} // records are visited by name
        }
    }
}
