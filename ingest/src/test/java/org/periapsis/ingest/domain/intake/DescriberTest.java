package org.periapsis.ingest.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Authorities;
import org.periapsis.ingest.domain.Refusal.Reason;
import org.periapsis.ingest.domain.RefusedException;
import org.periapsis.ingest.domain.header.HeaderReading;

class DescriberTest {
    @Test
    void namesAProductByArchiveCollectionAndFile() {
        Describer.Description d = describe(Map.of("s_ra", 1, "s_dec", 2));
        assertThat(d.obscore().getObsPublisherDid()).isEqualTo("ivo://esa/esa?m31.fits");
        assertThat(d.obscore().getObsCollection()).isEqualTo("esa");
        assertThat(d.obscore().getDataRights()).isEqualTo(DataRights.PUBLIC);
        assertThat(d.idGiven()).isFalse();
    }

    @Test
    void keepsTheArchivesOwnId() {
        Describer.Description d = describe(Map.of("s_ra", 1, "s_dec", 2, "obs_publisher_did", "ivo://esa/x?1"));
        assertThat(d.obscore().getObsPublisherDid()).isEqualTo("ivo://esa/x?1");
        assertThat(d.idGiven()).isTrue();
    }

    @Test
    void letsTheArchiveCorrectTheHeaderAndDropsTheFootprintOfAWrongPosition() {
        ObsCore.Builder header = ObsCore.newBuilder()
                .setSRa(1.0)
                .setSDec(2.0)
                .setSRegion("POLYGON ICRS 1 2")
                .setSFov(0.1);
        ObsCore o = Describer.describe(
                        new Describer.Statement(
                                "esa",
                                "m31.fits",
                                Optional.empty(),
                                Map.of(
                                        "s_ra",
                                        10.5,
                                        "s_dec",
                                        -3,
                                        "obs_release_date",
                                        "2030-01-01",
                                        "data_rights",
                                        "secure")),
                        Optional.of(new HeaderReading(header, Optional.empty(), List.of())),
                        Authorities.own())
                .obscore();
        assertThat(o.getSRa()).isEqualTo(10.5);
        assertThat(o.getSRegion()).isNull();
        assertThat(o.getObsReleaseDate()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(o.getDataRights()).isEqualTo(DataRights.SECURE);
    }

    @Test
    void takesAProductThatHasNoPlaceOnTheSkyWhenToldSo() {
        assertThat(describe(Map.of("not_on_sky", true)).obscore().getSRa()).isNull();
        assertThatThrownBy(() -> describe(Map.of())).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(
                        e.refusal().reason())
                .isEqualTo(Reason.NO_POSITION));
    }

    @ParameterizedTest
    @CsvSource({
        "s_ra,             400",
        "s_dec,            -91",
        "s_ra,             text",
        "calib_level,      5",
        "dataproduct_type, movie",
        "data_rights,      mine",
        "obs_publisher_did, http://x",
        "obs_release_date, soon",
        "target,           M31",
        "not_on_sky,       yes",
    })
    void refusesAFieldThatIsNotUsableAndNamesIt(String field, String value) {
        Map<String, Object> fields = new HashMap<>(Map.of("s_ra", 1, "s_dec", 2));
        fields.put(field, value.matches("-?[0-9]+") ? (Object) Integer.valueOf(value) : value);
        assertThatThrownBy(() -> describe(fields)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().reason()).isEqualTo(Reason.BAD_METADATA);
            assertThat(e.refusal().field()).isEqualTo(field);
        });
    }

    private static Describer.Description describe(Map<String, Object> fields) {
        return Describer.describe(
                new Describer.Statement("esa", "m31.fits", Optional.empty(), fields),
                Optional.empty(),
                Authorities.own());
    }
}
