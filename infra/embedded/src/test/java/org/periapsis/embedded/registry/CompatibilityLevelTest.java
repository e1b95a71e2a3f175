package org.periapsis.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class CompatibilityLevelTest {

    private static final Schema A = schema("a");
    private static final Schema AB_WITHOUT_DEFAULT = schema("a", "b");
    private static final Schema ABC_WITHOUT_DEFAULT = schema("a", "b", "c");

    @Test
    void backwardWantsADefaultForANewField() {
        assertThat(CompatibilityLevel.BACKWARD.problems(AB_WITHOUT_DEFAULT, List.of(A)))
                .singleElement()
                .asString()
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(CompatibilityLevel.BACKWARD.problems(A, List.of(AB_WITHOUT_DEFAULT)))
                .isEmpty();
    }

    @Test
    void forwardWantsADefaultForARemovedField() {
        assertThat(CompatibilityLevel.FORWARD.problems(A, List.of(AB_WITHOUT_DEFAULT)))
                .isNotEmpty();
        assertThat(CompatibilityLevel.FORWARD.problems(AB_WITHOUT_DEFAULT, List.of(A)))
                .isEmpty();
    }

    @Test
    void onlyTransitiveLevelsLookBeyondTheLatest() {
        List<Schema> earlier = List.of(ABC_WITHOUT_DEFAULT, A);
        assertThat(CompatibilityLevel.FORWARD.problems(AB_WITHOUT_DEFAULT, earlier))
                .isEmpty();
        assertThat(CompatibilityLevel.FORWARD_TRANSITIVE.problems(AB_WITHOUT_DEFAULT, earlier))
                .isNotEmpty();
    }

    @Test
    void noneAllowsEverythingAndAFirstSchemaAlwaysPasses() {
        assertThat(CompatibilityLevel.NONE.problems(schema("z"), List.of(A))).isEmpty();
        assertThat(CompatibilityLevel.FULL_TRANSITIVE.problems(A, List.of())).isEmpty();
    }

    private static Schema schema(String... fields) {
        var record = SchemaBuilder.record("org.periapsis.R").fields();
        for (String field : fields) {
            record = record.requiredString(field);
        }
        return record.endRecord();
    }
}
