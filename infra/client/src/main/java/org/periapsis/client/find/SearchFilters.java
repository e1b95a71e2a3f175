package org.periapsis.client.find;

import java.util.ArrayList;
import java.util.List;
import org.periapsis.client.server.Api;
import org.periapsis.client.sky.Wavelength;
import picocli.CommandLine.Option;

/** The conditions of a search beside its place. All must hold; several values of one mean any of them. */
public final class SearchFilters {
    @Option(
            names = "--words",
            paramLabel = "WORDS",
            description = "Words of the target's name, the title or the observation's id; beginnings will do.")
    private String words;

    @Option(
            names = "--region",
            paramLabel = "SHAPE",
            description =
                    "Footprints that this shape meets: 'CIRCLE ra dec r', 'POLYGON ra dec ra dec ...' or 'RANGE ra1"
                            + " ra2 dec1 dec2', in degrees.")
    private String region;

    @Option(
            names = "--box",
            paramLabel = "RA1,RA2,DEC1,DEC2",
            description = "Centres within, in degrees, eastward from RA1.")
    private String box;

    @Option(names = "--t-min", paramLabel = "TIME", description = "Observed at or after: MJD, or ISO 8601 (UTC).")
    private String timeMin;

    @Option(names = "--t-max", paramLabel = "TIME", description = "Observed at or before.")
    private String timeMax;

    @Option(
            names = "--em-min",
            paramLabel = "WAVELENGTH",
            description =
                    "Reaches this wavelength or longer: 500nm, 21cm; a frequency or energy is converted: 1.4GHz, 2keV.")
    private Wavelength wavelengthMin;

    @Option(names = "--em-max", paramLabel = "WAVELENGTH", description = "Reaches this wavelength or shorter.")
    private Wavelength wavelengthMax;

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "A collection; may be repeated, as all that follow.")
    private List<String> collections = new ArrayList<>();

    @Option(names = "--instrument", paramLabel = "NAME", description = "An instrument.")
    private List<String> instruments = new ArrayList<>();

    @Option(names = "--facility", paramLabel = "NAME", description = "A telescope or observatory.")
    private List<String> facilities = new ArrayList<>();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "image, cube, spectrum, sed, timeseries, visibility, event or measurements.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--level", paramLabel = "0-4", description = "A calibration level.")
    private List<Integer> levels = new ArrayList<>();

    @Option(names = "--archive", paramLabel = "NAME", description = "An archive.")
    private List<String> archives = new ArrayList<>();

    @Option(names = "--site", paramLabel = "SITE", description = "Held at this site.")
    private List<String> sites = new ArrayList<>();

    @Option(names = "--id", paramLabel = "ID", description = "A product id.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--job", paramLabel = "ID", description = "Made by this job.")
    private List<String> jobs = new ArrayList<>();

    @Option(names = "--input", paramLabel = "ID", description = "Made from this product.")
    private List<String> inputs = new ArrayList<>();

    @Option(names = "--mine", description = "Only what is yours.")
    private boolean mine;

    /** @return the query string's parts, encoded */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        part(parts, "q", words);
        part(parts, "intersects", region);
        part(parts, "box", box);
        part(parts, "t_min", timeMin);
        part(parts, "t_max", timeMax);
        part(parts, "em_min", wavelengthMin == null ? null : String.valueOf(wavelengthMin.metres()));
        part(parts, "em_max", wavelengthMax == null ? null : String.valueOf(wavelengthMax.metres()));
        collections.forEach(each -> part(parts, "obs_collection", each));
        instruments.forEach(each -> part(parts, "instrument_name", each));
        facilities.forEach(each -> part(parts, "facility_name", each));
        types.forEach(each -> part(parts, "dataproduct_type", each));
        levels.forEach(each -> part(parts, "calib_level", String.valueOf(each)));
        archives.forEach(each -> part(parts, "archive", each));
        sites.forEach(each -> part(parts, "site", each));
        ids.forEach(each -> part(parts, "obs_publisher_did", each));
        jobs.forEach(each -> part(parts, "job_id", each));
        inputs.forEach(each -> part(parts, "input", each));
        part(parts, "owner", mine ? "me" : null);
        return parts;
    }

    boolean words() {
        return words != null;
    }

    static void part(List<String> parts, String name, String value) {
        if (value != null) {
            parts.add(name + "=" + Api.encode(value));
        }
    }
}
