package org.periapsis.events.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.periapsis.events.codec.Samples;
import org.periapsis.events.evolution.Goldens.Golden;

/** Every released version of every event is read by every other, and by this build, and reads them. */
class EvolutionTest {
    private static final String WRITE = "golden.write";

    @BeforeAll
    static void writeGoldensWhereAsked() {
        String version = System.getProperty(WRITE);
        if (version != null) {
            Goldens.write(version);
        }
    }

    static Stream<Arguments> pairs() {
        List<Map<String, Golden>> versions = new ArrayList<>();
        Goldens.versions().forEach(v -> versions.add(Goldens.of(v)));
        versions.add(Goldens.current());
        List<Golden> all = versions.stream().flatMap(v -> v.values().stream()).toList();
        return all.stream()
                .flatMap(
                        a -> all.stream().filter(b -> b.type().equals(a.type())).map(b -> Arguments.of(a, b)));
    }

    @ParameterizedTest(name = "{0} is read by {1}")
    @MethodSource("pairs")
    void everyVersionReadsEveryOther(Golden writer, Golden reader) {
        assertThat(Compatibility.obstacles(writer.schema(), reader.schema())).isEmpty();

        GenericRecord written = Samples.decode(writer.body().array(), writer.schema(), writer.schema());
        GenericRecord read = Samples.decode(writer.body().array(), writer.schema(), reader.schema());

        for (Schema.Field field : reader.schema().getFields()) {
            Schema.Field before = writer.schema().getField(field.name());
            if (before != null && before.schema().equals(field.schema())) {
                assertThat(read.get(field.pos())).as(field.name()).isEqualTo(written.get(before.pos()));
            }
        }
    }

    @Test
    void everyReleasedTypeIsStillThere() {
        for (String version : Goldens.versions()) {
            assertThat(Goldens.current().keySet())
                    .containsAll(Goldens.of(version).keySet());
        }
    }

    @Test
    void theNewestGoldenFilesAreThisBuild() {
        String newest = Goldens.versions().get(Goldens.versions().size() - 1);
        Map<String, Golden> golden = Goldens.of(newest);

        Goldens.current().forEach((type, now) -> assertThat(golden.containsKey(type)
                        && now.schema().equals(golden.get(type).schema())
                        && sameShape(now.schema(), golden.get(type).schema()))
                .as(
                        """
                                %s differs from its golden file of %s. Write a golden version for the change: the version in work, or a \
                                new one when %s is released (released files never change):
                                mvn -pl events-schema -am test -D%s=VERSION""",
                        type, newest, newest, WRITE)
                .isTrue());
    }

    private static boolean sameShape(Schema a, Schema b) {
        return SchemaNormalization.toParsingForm(a).equals(SchemaNormalization.toParsingForm(b));
    }
}
