package org.periapsis.ingest.domain;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Ids;
import org.periapsis.events.door.Instants;
import org.periapsis.events.door.Numbers;
import org.periapsis.events.door.Text;

/** Sets ObsCore fields by name, each held against the rule of its type and range, whoever says it. */
public final class ObsCoreFields {
    private static final Set<String> TYPES =
            Set.of("image", "cube", "spectrum", "sed", "timeseries", "visibility", "event", "measurements");
    private static final Set<String> RIGHTS = Set.of("public", "secure", "proprietary");
    /** What a browser may be sent on to, and what programs read. */
    private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "vos", "s3");

    /** Of a file of a thousand images. */
    private static final Text REGION = new Text(1 << 15, true);

    private static final Text ADDRESS = new Text(4_096, false);

    private ObsCoreFields() {}

    /**
     * Sets all fields that have a value.
     *
     * @throws FlawedException naming the field
     */
    public static void set(ObsCore.Builder o, Map<String, Object> fields) {
        fields.forEach((name, value) -> {
            if (value != null) {
                set(o, name, value);
            }
        });
    }

    /** @throws FlawedException when it is no field, or the value is not one of it */
    public static void set(ObsCore.Builder o, String name, Object value) {
        switch (name) {
            case "obs_publisher_did" -> o.setObsPublisherDid(Ids.product(name, text(Text.PROSE, name, value)));
            case "obs_id" -> o.setObsId(text(Text.LABEL, name, value));
            case "obs_collection" -> o.setObsCollection(text(Text.LABEL, name, value));
            case "dataproduct_type" -> o.setDataproductType(oneOf(name, value, TYPES));
            case "dataproduct_subtype" -> o.setDataproductSubtype(text(Text.LABEL, name, value));
            case "calib_level" -> o.setCalibLevel((int) Numbers.whole(name, value, 0, 4));
            case "obs_title" -> o.setObsTitle(text(Text.LINE, name, value));
            case "target_name" -> o.setTargetName(text(Text.LABEL, name, value));
            case "s_ra" -> o.setSRa(Numbers.real(name, value, 0, 360) % 360);
            case "s_dec" -> o.setSDec(Numbers.real(name, value, -90, 90));
            case "s_fov" -> o.setSFov(Numbers.real(name, value, 0, 360));
            case "s_region" -> o.setSRegion(text(REGION, name, value));
            case "s_resolution" -> o.setSResolution(Numbers.real(name, value, 0, 1e9));
            case "s_xel1" -> o.setSXel1(count(name, value));
            case "s_xel2" -> o.setSXel2(count(name, value));
            case "o_ucd" -> o.setOUcd(text(Text.LABEL, name, value));
            case "pol_states" -> o.setPolStates(text(Text.LABEL, name, value));
            case "pol_xel" -> o.setPolXel(count(name, value));
            case "access_url" -> o.setAccessUrl(address(name, value));
            case "access_format" -> o.setAccessFormat(text(Text.LABEL, name, value));
            case "access_estsize" -> o.setAccessEstsize(count(name, value));
            case "facility_name" -> o.setFacilityName(text(Text.LABEL, name, value));
            case "instrument_name" -> o.setInstrumentName(text(Text.LABEL, name, value));
            case "data_rights" ->
                o.setDataRights(DataRights.valueOf(oneOf(name, value, RIGHTS).toUpperCase(Locale.ROOT)));
            case "obs_release_date" -> o.setObsReleaseDate(instant(name, value));
            case "not_on_sky" -> {
                if (!(value instanceof Boolean)) {
                    throw bad(name, "It is neither true nor false");
                }
            }
            default -> axis(o, name, value);
        }
    }

    /** What is set, by name, as JSON has it: texts and numbers, a time in ISO 8601 as exact as events keep it. */
    public static Map<String, Object> values(ObsCore o) {
        Map<String, Object> values = new LinkedHashMap<>();
        o.getSchema().getFields().forEach(field -> {
            Object value = o.get(field.pos());
            if (value != null) {
                values.put(field.name(), plain(value));
            }
        });
        return values;
    }

    private static Object plain(Object value) {
        if (value instanceof DataRights rights) {
            return rights.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Instant time) {
            return time.truncatedTo(ChronoUnit.MILLIS).toString();
        }
        return value instanceof Number ? value : value.toString();
    }

    private static void axis(ObsCore.Builder o, String name, Object value) {
        switch (name) {
            case "t_min" -> o.setTMin(Numbers.real(name, value, Instants.FIRST_MJD, Instants.LAST_MJD));
            case "t_max" -> o.setTMax(Numbers.real(name, value, Instants.FIRST_MJD, Instants.LAST_MJD));
            case "t_exptime" -> o.setTExptime(Numbers.real(name, value, 0, 1e12));
            case "t_resolution" -> o.setTResolution(Numbers.real(name, value, 0, 1e12));
            case "t_xel" -> o.setTXel(count(name, value));
            case "em_min" -> o.setEmMin(Numbers.positive(name, value, 1e6));
            case "em_max" -> o.setEmMax(Numbers.positive(name, value, 1e6));
            case "em_res_power" -> o.setEmResPower(Numbers.real(name, value, 0, 1e12));
            case "em_xel" -> o.setEmXel(count(name, value));
            default -> throw bad(name, "There is no ObsCore field of this name");
        }
    }

    private static String text(Text use, String name, Object value) {
        if (value instanceof String text) {
            return use.of(name, text);
        }
        throw bad(name, "It is not a text");
    }

    private static String oneOf(String name, Object value, Set<String> words) {
        String word = text(Text.LABEL, name, value).toLowerCase(Locale.ROOT);
        if (words.contains(word)) {
            return word;
        }
        throw bad(name, "It is not one of " + words.stream().sorted().toList());
    }

    private static long count(String name, Object value) {
        return Numbers.whole(name, value, 0, Numbers.LARGEST_WHOLE);
    }

    private static Instant instant(String name, Object value) {
        return Instants.of(name, text(Text.LABEL, name, value));
    }

    /** People follow it from a page of ours. */
    private static String address(String name, Object value) {
        String text = text(ADDRESS, name, value);
        try {
            String scheme = new URI(text).getScheme();
            if (scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
                return text;
            }
        } catch (URISyntaxException e) {
            throw bad(name, "It is not an address");
        }
        throw bad(
                name,
                "It is not an address that begins with one of "
                        + SCHEMES.stream().sorted().toList());
    }

    private static FlawedException bad(String name, String fault) {
        return new Flaw(name, fault, "Correct " + name + " in the metadata, or leave it out").exception();
    }
}
