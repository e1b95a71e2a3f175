package org.periapsis.ingest.domain.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.ingest.domain.Refusal;
import org.periapsis.ingest.domain.RefusedException;

/** Sets ObsCore fields by name, each checked for its type and range. */
final class ObsCoreFields {
    private static final Set<String> TYPES =
            Set.of("image", "cube", "spectrum", "sed", "timeseries", "visibility", "event", "measurements");
    private static final Set<String> RIGHTS = Set.of("public", "secure", "proprietary");
    private static final Pattern DID = Pattern.compile("ivo://[A-Za-z0-9][A-Za-z0-9._-]*/[^\\s]+");
    private static final int LONGEST = 65_536;

    private ObsCoreFields() {}

    /** @throws RefusedException BAD_METADATA naming the field */
    static void set(ObsCore.Builder o, Map<String, Object> fields) {
        fields.forEach((name, value) -> {
            if (value != null) {
                set(o, name, value);
            }
        });
    }

    private static void set(ObsCore.Builder o, String name, Object value) {
        switch (name) {
            case "obs_publisher_did" -> o.setObsPublisherDid(matching(name, value, DID, "an ivo:// URI"));
            case "obs_id" -> o.setObsId(text(name, value));
            case "obs_collection" -> o.setObsCollection(text(name, value));
            case "dataproduct_type" -> o.setDataproductType(oneOf(name, value, TYPES));
            case "dataproduct_subtype" -> o.setDataproductSubtype(text(name, value));
            case "calib_level" -> o.setCalibLevel((int) number(name, value, 0, 4));
            case "obs_title" -> o.setObsTitle(text(name, value));
            case "target_name" -> o.setTargetName(text(name, value));
            case "s_ra" -> o.setSRa(number(name, value, 0, 360) % 360);
            case "s_dec" -> o.setSDec(number(name, value, -90, 90));
            case "s_fov" -> o.setSFov(number(name, value, 0, 360));
            case "s_region" -> o.setSRegion(text(name, value));
            case "s_resolution" -> o.setSResolution(number(name, value, 0, 1e9));
            case "s_xel1" -> o.setSXel1((long) number(name, value, 0, 1e15));
            case "s_xel2" -> o.setSXel2((long) number(name, value, 0, 1e15));
            case "o_ucd" -> o.setOUcd(text(name, value));
            case "pol_states" -> o.setPolStates(text(name, value));
            case "pol_xel" -> o.setPolXel((long) number(name, value, 0, 1e15));
            case "access_url" -> o.setAccessUrl(text(name, value));
            case "access_format" -> o.setAccessFormat(text(name, value));
            case "access_estsize" -> o.setAccessEstsize((long) number(name, value, 0, 9e15));
            case "facility_name" -> o.setFacilityName(text(name, value));
            case "instrument_name" -> o.setInstrumentName(text(name, value));
            case "data_rights" ->
                o.setDataRights(DataRights.valueOf(oneOf(name, value, RIGHTS).toUpperCase(Locale.ROOT)));
            case "obs_release_date" -> o.setObsReleaseDate(instant(name, value));
            case "not_on_sky" -> {
                if (!(value instanceof Boolean)) {
                    throw bad(name, "is neither true nor false");
                }
            }
            default -> axis(o, name, value);
        }
    }

    private static void axis(ObsCore.Builder o, String name, Object value) {
        switch (name) {
            case "t_min" -> o.setTMin(number(name, value, -1e6, 1e6));
            case "t_max" -> o.setTMax(number(name, value, -1e6, 1e6));
            case "t_exptime" -> o.setTExptime(number(name, value, 0, 1e12));
            case "t_resolution" -> o.setTResolution(number(name, value, 0, 1e12));
            case "t_xel" -> o.setTXel((long) number(name, value, 0, 1e15));
            case "em_min" -> o.setEmMin(number(name, value, 0, 1e6));
            case "em_max" -> o.setEmMax(number(name, value, 0, 1e6));
            case "em_res_power" -> o.setEmResPower(number(name, value, 0, 1e12));
            case "em_xel" -> o.setEmXel((long) number(name, value, 0, 1e15));
            default -> throw bad(name, "is not an ObsCore field");
        }
    }

    private static String text(String name, Object value) {
        if (value instanceof String text && !text.isBlank() && text.length() <= LONGEST) {
            return text;
        }
        throw bad(name, "is not a text");
    }

    private static String matching(String name, Object value, Pattern form, String what) {
        String text = text(name, value);
        if (form.matcher(text).matches()) {
            return text;
        }
        throw bad(name, "is not " + what);
    }

    private static String oneOf(String name, Object value, Set<String> words) {
        String word = text(name, value).toLowerCase(Locale.ROOT);
        if (words.contains(word)) {
            return word;
        }
        throw bad(name, "is not one of " + words.stream().sorted().toList());
    }

    private static double number(String name, Object value, double min, double max) {
        if (value instanceof Number number) {
            double v = number.doubleValue();
            if (v >= min && v <= max) {
                return v;
            }
            throw bad(name, "is not between " + min + " and " + max);
        }
        throw bad(name, "is not a number");
    }

    private static Instant instant(String name, Object value) {
        String text = text(name, value);
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text.endsWith("Z") ? text : text + "Z");
        } catch (DateTimeException e) {
            throw bad(name, "is not a date of ISO 8601");
        }
    }

    private static RefusedException bad(String name, String fault) {
        return new RefusedException(new Refusal(
                Refusal.Reason.BAD_METADATA, name, name + " " + fault, "correct " + name + " in the metadata"));
    }
}
