package org.periapsis.ingest.adapter.fits.preview;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which columns of a table are drawn against each other, by what the field calls them.
 *
 * @param x null: the number of the row, or of the value in it
 * @param sky whether it is right ascension, which grows to the left, against declination
 */
record PlotAxes(TableColumn x, TableColumn y, boolean sky) {
    private static final List<Pattern> ACROSS =
            patterns("B?K?JD.*|[HM]JD.*|TIME.*|T|DATE.*", "WAVE.*|LAMBDA|LAM|LOGLAM|FREQ.*|ENERGY|CHANNEL|VELO.*");
    private static final List<Pattern> UP = patterns(
            "PDCSAP_FLUX|FLUX",
            ".*FLUX.*",
            "MAG.*|.*MAG|RATE|COUNTS?|INTENSITY|SPEC.*|RV.*|RADVEL|VRAD.*|V",
            ".*VEL.*|.*TEMP.*|DATA");
    private static final Pattern RA = Pattern.compile("(?:_)?RA(?:_?J2000|_?ICRS|DEG|_DEG)?|ALPHA_J2000");
    private static final Pattern DEC = Pattern.compile("(?:_)?DEC?(?:_?J2000|_?ICRS|DEG|_DEG)?|DELTA_J2000");

    private static List<Pattern> patterns(String... words) {
        return List.of(words).stream().map(Pattern::compile).toList();
    }

    /** @return the axes; empty when there is nothing to draw */
    static Optional<PlotAxes> of(List<TableColumn> columns, long rows) {
        boolean arrays = rows < 8 && columns.stream().anyMatch(column -> column.repeat() > 1);
        List<TableColumn> drawn = columns.stream()
                .filter(column -> arrays ? column.repeat() > 1 : column.repeat() == 1)
                .toList();
        Optional<TableColumn> ra = named(drawn, List.of(RA));
        Optional<TableColumn> dec = named(drawn, List.of(DEC));
        Optional<TableColumn> across = named(drawn, ACROSS);
        Optional<TableColumn> up = named(drawn, UP);
        if (across.isEmpty() && ra.isPresent() && dec.isPresent()) {
            return Optional.of(new PlotAxes(ra.get(), dec.get(), true));
        }
        Optional<TableColumn> x = across.or(
                () -> up.isPresent() ? Optional.empty() : drawn.stream().findFirst());
        Optional<TableColumn> y = up.filter(column -> !column.equals(x.orElse(null)))
                .or(() -> drawn.stream()
                        .filter(column -> !column.equals(x.orElse(null)))
                        .findFirst());
        if (y.isEmpty()) {
            return x.map(only -> new PlotAxes(null, only, false));
        }
        // Arrays of another length are not of the same points.
        TableColumn against =
                x.filter(column -> column.repeat() == y.get().repeat()).orElse(null);
        return Optional.of(new PlotAxes(against, y.get(), false));
    }

    private static Optional<TableColumn> named(List<TableColumn> columns, List<Pattern> names) {
        return names.stream()
                .flatMap(name -> columns.stream().filter(column -> name.matcher(
                                column.column().name().trim().toUpperCase(Locale.ROOT))
                        .matches()))
                .findFirst();
    }
}
