package org.periapsis.client.find;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Column;

/**
 * A column as IVOA ObsCore 1.1 (tables 5 to 7) describes it.
 *
 * @param type VOTable datatype: char, int, long or double
 * @param unit VOUnit; empty for none
 * @param utype without the prefix {@code obscore:}
 */
public record ObsCoreColumn(String name, String type, String unit, String ucd, String utype) {
    private static final String SPATIAL = "Char.SpatialAxis.";
    private static final String TIME = "Char.TimeAxis.";
    private static final String SPECTRAL = "Char.SpectralAxis.";

    /** In the order of the standard. */
    static final List<ObsCoreColumn> ALL = List.of(
            text("dataproduct_type", "meta.code.class", "ObsDataset.dataProductType"),
            text("dataproduct_subtype", "meta.code.class", "ObsDataset.dataProductSubtype"),
            whole("calib_level", "int", "", "meta.code;obs.calib", "ObsDataset.calibLevel"),
            text("obs_collection", "meta.id", "DataID.collection"),
            text("obs_id", "meta.id", "DataID.observationID"),
            text("obs_title", "meta.title;obs", "DataID.title"),
            text("obs_publisher_did", "meta.ref.ivoid", "Curation.publisherDID"),
            text("obs_release_date", "time.release", "Curation.releaseDate"),
            text("data_rights", "meta.code", "Curation.rights"),
            text("access_url", "meta.ref.url", "Access.reference"),
            text("access_format", "meta.code.mime", "Access.format"),
            whole("access_estsize", "long", "kbyte", "phys.size;meta.file", "Access.size"),
            text("target_name", "meta.id;src", "Target.name"),
            real("s_ra", "deg", "pos.eq.ra", SPATIAL + "Coverage.Location.Coord.Position2D.Value2.C1"),
            real("s_dec", "deg", "pos.eq.dec", SPATIAL + "Coverage.Location.Coord.Position2D.Value2.C2"),
            real("s_fov", "deg", "phys.angSize;instr.fov", SPATIAL + "Coverage.Bounds.Extent.diameter"),
            text("s_region", "pos.outline;obs.field", SPATIAL + "Coverage.Support.Area"),
            real("s_resolution", "arcsec", "pos.angResolution", SPATIAL + "Resolution.Refval.value"),
            whole("s_xel1", "long", "", "meta.number", SPATIAL + "numBins1"),
            whole("s_xel2", "long", "", "meta.number", SPATIAL + "numBins2"),
            real("t_min", "d", "time.start;obs.exposure", TIME + "Coverage.Bounds.Limits.StartTime"),
            real("t_max", "d", "time.end;obs.exposure", TIME + "Coverage.Bounds.Limits.StopTime"),
            real("t_exptime", "s", "time.duration;obs.exposure", TIME + "Coverage.Support.Extent"),
            real("t_resolution", "s", "time.resolution", TIME + "Resolution.Refval.value"),
            whole("t_xel", "long", "", "meta.number", TIME + "numBins"),
            real("em_min", "m", "em.wl;stat.min", SPECTRAL + "Coverage.Bounds.Limits.LoLimit"),
            real("em_max", "m", "em.wl;stat.max", SPECTRAL + "Coverage.Bounds.Limits.HiLimit"),
            real("em_res_power", "", "spect.resolution", SPECTRAL + "Resolution.ResolPower.refVal"),
            whole("em_xel", "long", "", "meta.number", SPECTRAL + "numBins"),
            text("o_ucd", "meta.ucd", "Char.ObservableAxis.ucd"),
            text("pol_states", "meta.code;phys.polarization", "Char.PolarizationAxis.stateList"),
            whole("pol_xel", "long", "", "meta.number", "Char.PolarizationAxis.numBins"),
            text("facility_name", "meta.id;instr.tel", "Provenance.ObsConfig.Facility.name"),
            text("instrument_name", "meta.id;instr", "Provenance.ObsConfig.Instrument.name"));

    private static final Map<String, ObsCoreColumn> BY_NAME =
            ALL.stream().collect(Collectors.toMap(ObsCoreColumn::name, column -> column));

    /** @return the values that a program gets: ObsCore's, and what the platform knows beside them */
    static List<Column> data() {
        return Stream.concat(
                        ALL.stream().map(ObsCoreColumn::column),
                        Stream.of("archive", "revision", "size", "job_id", "sites")
                                .map(ObsCoreColumn::beside))
                .toList();
    }

    /** @return the few that people look at first */
    static List<Column> people() {
        return List.of(
                Column.text("id", json -> json.text("obs_publisher_did")),
                Column.text("target", json -> json.text("target_name")),
                degrees("ra", "s_ra", "%.5f"),
                degrees("dec", "s_dec", "%+.5f"),
                Column.word("type", json -> json.text("dataproduct_type")),
                Column.text("collection", json -> json.text("obs_collection")),
                Column.text("instrument", json -> json.text("instrument_name")),
                Column.bytes("size", json -> json.number("size")),
                beside("sites"));
    }

    /** @return the column of this name; empty when there is none */
    static Optional<Column> named(String name) {
        return data().stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** @return the standard's column of this name; empty when it has none */
    public static Optional<ObsCoreColumn> standard(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public boolean text() {
        return type.equals("char");
    }

    Column column() {
        return new Column(name, json -> json.value(name), String::valueOf, !text(), text());
    }

    private static Column beside(String name) {
        return switch (name) {
            case "sites" -> Column.word("sites", json -> Optional.of(String.join(" ", json.texts("sites"))));
            case "size" -> Column.bytes("size", json -> json.number("size"));
            case "revision" -> Column.number("revision");
            default -> Column.text(name);
        };
    }

    private static Column degrees(String name, String field, String format) {
        return Column.number(
                name,
                (Json json) -> json.number(field),
                value -> String.format(java.util.Locale.ROOT, format, ((Number) value).doubleValue()));
    }

    private static ObsCoreColumn text(String name, String ucd, String utype) {
        return new ObsCoreColumn(name, "char", "", ucd, utype);
    }

    private static ObsCoreColumn whole(String name, String type, String unit, String ucd, String utype) {
        return new ObsCoreColumn(name, type, unit, ucd, utype);
    }

    private static ObsCoreColumn real(String name, String unit, String ucd, String utype) {
        return new ObsCoreColumn(name, "double", unit, ucd, utype);
    }
}
