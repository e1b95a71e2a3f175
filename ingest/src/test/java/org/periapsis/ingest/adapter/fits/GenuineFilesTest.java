package org.periapsis.ingest.adapter.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.events.ObsCore;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.header.HeaderReading;

/** Every sample against positions that astropy 5.2.1 computed, and against what its header says in words. */
class GenuineFilesTest {
    /** The README gives four decimals; the Horsehead's linear WCS departs by 0.25" from the plate solution used there. */
    private static final double ROUNDING = 0.00008;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2mass-galactic-center-h.fits,         266.3992, -28.9326, image",
                "2mass-galactic-center-j.fits,         266.3992, -28.9326, image",
                "2mass-galactic-center-k.fits,         266.3992, -28.9326, image",
                "bolocam-gps-galactic-center.fits,     266.4011, -28.9440, image",
                "msx-galactic-center-e.fits,           266.4024, -28.9316, image",
                "fermi-counts.fits.gz,                 266.4050, -28.9362, image",
                "cadc-cutout.fits,                     280.8382, 0.3902,   image",
                "complete-l1448-13co-cube.fits,        51.3298,  30.6374,  cube",
                "dss-alpha-centauri.fits.gz,           217.4831, -62.6849, image",
                "dss-horsehead.fits,                   85.2749,  -2.4582,  image",
                "first-cutout.fits,                    162.5295, 30.6772,  image",
                "hst-acs-j94f05bgq-flt-cut.fits,       5.5265,   -72.0517, image",
                "hst-wfpc2-u40x010hm-c0f.fits,         201.8218, -47.5066, image",
                "irsa-dust-m51.fits,                   202.4752, 47.2205,  image",
                "kepler-10666592-slc.fits,             292.2456, 47.9681,  timeseries",
                "kpno-m67-m6707hh.fits,                132.8337, 11.8121,  image",
                "m13-blue-0001.fits,                   -,        -,        image",
                "m13-blue-0002.fits,                   -,        -,        image",
                "m13-blue-0003.fits,                   -,        -,        image",
                "magpis-cutout.fits,                   272.1984, -19.8532, image",
                "multi-extension.fits,                 306.9196, 37.3561,  image",
                "ned-crab.fits,                        83.6327,  22.0149,  image",
                "rosat-allsky.fits,                    265.8743, -29.0474, image",
                "sdo-aia-171.fits,                     -,        -,        image",
                "spitzer-glimpse-irac.fits,            275.8350, -12.9656, image",
                "spitzer-sha-cutout.fits,              138.8921, 29.2850,  image",
                "tau-ceti-velocities.fits,             -,        -,        timeseries",
                "tess-25155310-s01-lc.fits,            63.3949,  -69.2262, timeseries",
                "ukidss-cutout.fits,                   83.6331,  22.0145,  image",
            })
    void hasThePositionThatAstropyGivesAndItsType(String file, Double ra, Double dec, String type) {
        HeaderReading reading = Samples.read(file);
        assertThat(reading.obscore().getDataproductType()).isEqualTo(type);
        assertThat(reading.leftOut()).as("warnings of a good header").isEmpty();
        if (ra == null) {
            assertThat(reading.obscore().getSRa()).isNull();
            assertThat(reading.unplaced()).isPresent();
        } else {
            assertThat(reading.unplaced()).isEmpty();
            double onSky = Math.cos(Math.toRadians(dec));
            assertThat((reading.obscore().getSRa() - ra) * onSky).isCloseTo(0, within(ROUNDING));
            assertThat(reading.obscore().getSDec()).isCloseTo(dec, within(ROUNDING));
            assertThat(reading.obscore().getSRegion()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cadc-cutout.fits,             53582.4133168, 53582.4139100, 2.046",
        "dss-alpha-centauri.fits.gz,   42848.734722,  42848.783333,  4200",
        "dss-horsehead.fits,           48247.575694,  48247.620833,  3900",
        "fermi-counts.fits.gz,         54682.655278,  56508,         -",
        "first-cutout.fits,            49094,         49094,         -",
        "hst-acs-j94f05bgq-flt-cut.fits, 53436.28571938, 53436.29036114, 400",
        "hst-wfpc2-u40x010hm-c0f.fits, 50612.47933522, 50612.48049263, 100",
        "kepler-10666592-slc.fits,     54953.027935,  54962.754328,  773693.0",
        "kpno-m67-m6707hh.fits,        33979.504861,  33979.539583,  3000",
        "m13-blue-0001.fits,           56417.173368,  56417.173426,  5",
        "multi-extension.fits,         52162.6261539214, 52162.626848, 60.0029",
        "ned-crab.fits,                33958.4,       33958.434722,  3000",
        "sdo-aia-171.fits,             55607.0000039, 55607.000027,  2.000191",
        "spitzer-sha-cutout.fits,      54439.994613,  -,             121.9",
        "tess-25155310-s01-lc.fits,    58324.793765,  58352.677226,  1908031.8",
        "ukidss-cutout.fits,           54384.55006,   54384.550194,  10",
    })
    void hasItsTimes(String file, double start, String end, String exposure) {
        ObsCore.Builder o = Samples.read(file).obscore();
        assertThat(o.getTMin()).isCloseTo(start, within(1e-5));
        if (!end.equals("-")) {
            assertThat(o.getTMax()).isCloseTo(Double.parseDouble(end), within(1e-5));
        }
        if (exposure.equals("-")) {
            assertThat(o.getTExptime()).isNull();
        } else {
            assertThat(o.getTExptime()).isCloseTo(Double.parseDouble(exposure), within(0.1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2mass-galactic-center-h.fits,     1490e-9, 1780e-9",
        "bolocam-gps-galactic-center.fits, 1.12e-3, 1.12e-3",
        "cadc-cutout.fits,                 401e-9,  549e-9",
        "first-cutout.fits,                0.2179,  0.2214",
        "hst-acs-j94f05bgq-flt-cut.fits,   512.6e-9, 670.9e-9",
        "kepler-10666592-slc.fits,         420e-9,  900e-9",
        "magpis-cutout.fits,               0.21307, 0.21307",
        "msx-galactic-center-e.fits,       21.34e-6, 21.34e-6",
        "multi-extension.fits,             401e-9,  549e-9",
        "sdo-aia-171.fits,                 171e-10, 171e-10",
        "spitzer-glimpse-irac.fits,        4000e-9, 5010e-9",
        "tess-25155310-s01-lc.fits,        600e-9,  1000e-9",
        "ukidss-cutout.fits,               2030e-9, 2370e-9",
    })
    void hasItsWavelengths(String file, double min, double max) {
        ObsCore.Builder o = Samples.read(file).obscore();
        assertThat(o.getEmMin()).isCloseTo(min, within(min * 2e-3));
        assertThat(o.getEmMax()).isCloseTo(max, within(max * 2e-3));
    }

    @ParameterizedTest
    @CsvSource({
        "m13-blue-0001.fits,       NO_POSITION,   s_ra",
        "tau-ceti-velocities.fits, NO_POSITION,   s_ra",
        "sdo-aia-171.fits,         NOT_CELESTIAL, CTYPE1",
    })
    void saysWhyItHasNoPosition(String file, Refusal.Reason reason, String field) {
        Refusal refusal = Samples.read(file).unplaced().orElseThrow();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.remedy()).contains("s_ra");
    }

    @Test
    void knowsTheAllSkyMap() {
        ObsCore.Builder o = Samples.read("rosat-allsky.fits").obscore();
        assertThat(o.getSRegion()).isEqualTo("ALLSKY ICRS");
        assertThat(o.getSFov()).isEqualTo(360);
    }

    @Test
    void joinsTheFootprintsOfThreeExtensions() {
        String region = Samples.read("multi-extension.fits").obscore().getSRegion();
        assertThat(region).startsWith("UNION ICRS ( POLYGON ").endsWith(" )");
        assertThat(region.split("POLYGON")).hasSize(4);
    }

    @Test
    void namesTelescopeInstrumentAndTarget() {
        ObsCore.Builder o = Samples.read("multi-extension.fits").obscore();
        assertThat(o.getFacilityName()).isEqualTo("Gemini-North");
        assertThat(o.getInstrumentName()).isEqualTo("GMOS-N");
        assertThat(o.getTargetName()).isEqualTo("NGC1068");
        assertThat(o.getObsId()).isEqualTo("GN-ENG20010910-15");
        assertThat(o.getSXel1()).isEqualTo(132);
        assertThat(o.getSXel2()).isEqualTo(288);
    }

    @Test
    void countsTheSamplesOfCubesAndLightCurves() {
        assertThat(Samples.read("complete-l1448-13co-cube.fits").obscore().getEmXel())
                .isEqualTo(53);
        ObsCore.Builder tess = Samples.read("tess-25155310-s01-lc.fits").obscore();
        assertThat(tess.getTXel()).isEqualTo(20076);
        assertThat(tess.getTResolution()).isCloseTo(120, within(0.1));
    }

    @Test
    void readsTheSameWhateverTheChunks() throws IOException {
        for (String file : List.of("fermi-counts.fits.gz", "hst-acs-j94f05bgq-flt-cut.fits")) {
            int whole = Samples.hdus(Samples.FOLDER.resolve(file), 1 << 20).size();
            assertThat(Samples.hdus(Samples.FOLDER.resolve(file), 1)).hasSize(whole);
            assertThat(Samples.hdus(Samples.FOLDER.resolve(file), 2881)).hasSize(whole);
        }
    }

    @Test
    void coversEverySample() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(Samples.FOLDER)) {
            assertThat(files.filter(f -> f.getFileName().toString().contains(".fits")))
                    .hasSize(29);
        }
    }
}
