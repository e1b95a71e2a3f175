package org.periapsis.ingest.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.events.ProductFile;
import org.periapsis.events.door.Authorities;
import org.periapsis.ingest.domain.ObsCoreFields;

class NotTakenTest {
    private static final String A = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "proprietary,           , public,      ,           true",
        "secure,                , public,      ,           true",
        "proprietary,           , secure,      ,           true",
        "public,                , proprietary, ,           false",
        "public,      2099-01-01, public,      ,           true",
        "public,      2099-01-01, public,      2098-01-01, true",
        "public,      2098-01-01, public,      2099-01-01, false",
        "proprietary, 2099-01-01, proprietary, ,           false",
        "secure,      2099-01-01, proprietary, ,           false",
    })
    void tellsWhenMorePeopleMayReadItThanTheArchiveAsked(
            String rights, String date, String heldRights, String heldDate, boolean less) {
        Map<String, Object> asked = fields(rights, date);
        List<NotTaken> all = NotTaken.of(draft(asked), known(fields(heldRights, heldDate)));
        assertThat(all).isNotEmpty();
        assertThat(all.stream().anyMatch(NotTaken::lessHeldBack)).isEqualTo(less);
    }

    @Test
    void comparesWhatWasGivenAlone() {
        Known known = known(Map.of("data_rights", "proprietary", "obs_title", "M 31", "s_fov", 0.5));
        assertThat(NotTaken.of(draft(Map.of("s_fov", 0.5)), known)).isEmpty();
        assertThat(NotTaken.of(draft(Map.of("obs_title", "M31", "t_min", 5)), known))
                .containsExactly(
                        new NotTaken("obs_title", "M31", Optional.of("M 31"), false),
                        new NotTaken("t_min", 5.0, Optional.empty(), false));
    }

    @Test
    void saysNothingOfWhatAnOlderVersionDidNotKeep() {
        Known old = new Known("ivo://x/y?one", 1, "x", A, true, Map.of("data_rights", "public"));
        assertThat(NotTaken.of(draft(Map.of("obs_title", "M31", "data_rights", "secure")), old))
                .extracting(NotTaken::field)
                .containsExactly("data_rights");
    }

    private static Map<String, Object> fields(String rights, String date) {
        Map<String, Object> fields = new HashMap<>(Map.of("data_rights", rights));
        if (date != null) {
            fields.put("obs_release_date", date);
        }
        return fields;
    }

    private static Known known(Map<String, Object> fields) {
        return new Known(
                "ivo://x/y?one",
                1,
                "x",
                A,
                true,
                ObsCoreFields.values(draft(fields).obscore()));
    }

    private static Draft draft(Map<String, Object> fields) {
        Map<String, Object> said = new HashMap<>(Map.of("s_ra", 1.0, "s_dec", 2.0));
        said.putAll(fields);
        Describer.Description d = Describer.describe(
                new Describer.Statement("x", "one", Optional.of("y"), said), Optional.empty(), Authorities.own());
        ProductFile file =
                ProductFile.newBuilder().setName("one").setSize(1).setSha256(A).build();
        return new Draft(
                Origin.archive("x", "http", Optional.empty()),
                d.obscore(),
                Content.of(List.of(file), List.of()),
                d.idGiven(),
                d.given(),
                Optional.empty());
    }
}
