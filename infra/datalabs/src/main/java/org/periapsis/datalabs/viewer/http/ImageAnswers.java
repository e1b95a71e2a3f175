package org.periapsis.datalabs.viewer.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.datalabs.viewer.image.Image;
import org.periapsis.datalabs.viewer.image.Images;
import org.periapsis.datalabs.viewer.image.LinearAxis;
import org.periapsis.datalabs.viewer.image.Plane;
import org.periapsis.datalabs.viewer.image.Raster;
import org.periapsis.datalabs.viewer.image.Readings;
import org.periapsis.datalabs.viewer.image.Thumbnail;
import org.periapsis.datalabs.viewer.sky.Overlay;
import org.periapsis.datalabs.viewer.sky.Sexagesimal;
import org.periapsis.datalabs.viewer.sky.Sources;
import org.periapsis.datalabs.viewer.table.Thinning;
import org.periapsis.fits.picture.ColourMap;
import org.periapsis.fits.picture.Stretch;
import org.periapsis.fits.sky.PixelScale;
import org.periapsis.fits.sky.SkyImage;
import org.periapsis.fits.sky.SkyPoint;
import org.periapsis.fits.sky.SkyToPixel;

/** Images: what they are, their tiles, and what is at a pixel. */
final class ImageAnswers {
    /** Pixels of a compressed image that are unpacked for a small picture alone. */
    private static final double MOST_UNPACKED = 4e6;

    private final Library library;
    private final Images images;

    ImageAnswers(Library library, Images images) {
        this.library = library;
        this.images = images;
    }

    /** What the header says of the axes and of the sky. */
    Answer image(int file, int unit) throws IOException {
        try (Shelf<?, Image>.Loan loan = images.image(file, unit)) {
            Image image = loan.get();
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("width", image.raster().width());
            values.put("height", image.raster().height());
            values.put("planes", image.raster().planes());
            values.put("axes", image.unit().axes());
            values.put("quantity", image.quantity());
            values.put("channel", axis(image.axis(3)));
            values.put("sky", image.sky().flatMap(ImageAnswers::sky).orElse(null));
            values.put("sky_problem", image.skyProblem());
            return Answer.json(values);
        }
    }

    private static Map<String, Object> axis(LinearAxis axis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("label", axis.label());
        values.put("unit", axis.unit());
        values.put("start", axis.at(0));
        values.put("step", axis.cdelt());
        return values;
    }

    private static Optional<Map<String, Object>> sky(SkyImage sky) {
        return PixelScale.at(sky.wcs(), (sky.width() + 1) / 2.0, (sky.height() + 1) / 2.0)
                .map(scale -> {
                    Map<String, Object> values = new LinkedHashMap<>();
                    values.put("degrees", scale.degrees());
                    values.put("north", scale.north());
                    values.put("east", scale.east());
                    return values;
                });
    }

    Answer plane(int file, int unit, int number) throws IOException {
        try (Shelf<?, Plane>.Loan plane = images.plane(file, unit, number)) {
            return Answer.json(plane.get().described());
        }
    }

    Answer tile(int file, int unit, int number, Question question) throws IOException {
        int level = question.number(7, "level");
        int column = question.number(8, "column");
        int row = question.number(9, "row");
        try (Shelf<?, Plane>.Loan plane = images.plane(file, unit, number)) {
            Plane.Tile tile = plane.get().tile(level, column, row);
            return Answer.bytes("application/octet-stream", tile.codes(), tile.exact(), true);
        }
    }

    Answer probe(int file, int unit, int number, Question question) throws IOException {
        try (Shelf<?, Plane>.Loan plane = images.plane(file, unit, number)) {
            return Answer.json(Readings.probe(plane.get(), question.real("x", 0), question.real("y", 0)));
        }
    }

    Answer spectrum(int file, int unit, int number, Question question) throws IOException {
        try (Shelf<?, Image>.Loan image = images.image(file, unit)) {
            int x = question.number("x", 0);
            int y = question.number("y", 0);
            return Answer.json(Readings.spectrum(image.get(), number, x, y, question.number("box", 1)));
        }
    }

    /** The pixel where a position lies. */
    Answer locate(int file, int unit, Question question) throws IOException {
        try (Shelf<?, Image>.Loan image = images.image(file, unit)) {
            String text = question.text("position", "");
            SkyPoint sky = Sexagesimal.parse(text)
                    .orElseThrow(() -> new UnreadableException(
                            "position",
                            "This is no position: " + text,
                            "Write 05:34:31.9 +22:00:52, or degrees such as 83.63 22.01"));
            double[] pixel = inverse(image.get())
                    .pixel(sky)
                    .orElseThrow(() -> new UnreadableException(
                            "position", "That position is not in this image", "Choose a position in the image"));
            return Answer.json(Map.of("x", pixel[0] - 0.5, "y", pixel[1] - 0.5));
        }
    }

    /** The other products of the selection, in pixels. */
    Answer overlay(int file, int unit) throws IOException {
        try (Shelf<?, Image>.Loan image = images.image(file, unit)) {
            List<Map<String, Object>> marks = image.get().inverse().isEmpty()
                    ? List.of()
                    : Overlay.of(
                            library.products(),
                            library.entry(file).product(),
                            image.get().inverse().get());
            return Answer.json(Map.of("marks", marks));
        }
    }

    /** The rows of a table with positions, in pixels. */
    Answer sources(int file, int unit, Question question) throws IOException {
        int tableFile = question.number("file", 0);
        int tableUnit = question.number("unit", 0);
        try (Shelf<?, Image>.Loan image = images.image(file, unit);
                Shelf<Integer, StoredFile>.Loan table = library.lend(tableFile)) {
            return Answer.json(Sources.of(
                    table.get(), table.get().unit(tableUnit), image.get().raster(), inverse(image.get())));
        }
    }

    private static SkyToPixel inverse(Image image) throws UnreadableException {
        return image.inverse()
                .orElseThrow(() -> new UnreadableException(
                        "CTYPE1",
                        image.skyProblem().isEmpty()
                                ? "The header places this image nowhere on the sky"
                                : image.skyProblem(),
                        "Choose an image with coordinates"));
    }

    /** An image of one axis as points of a plot. */
    Answer line(int file, int unit, Question question) throws IOException {
        try (Shelf<?, Image>.Loan loan = images.image(file, unit)) {
            Image image = loan.get();
            int width = image.raster().width();
            float[] values = new float[width];
            image.raster().pixels(0, 0, 0, width, values, 0);
            Map<String, Object> points = Thinning.of(
                    to -> {
                        double[] point = new double[2];
                        for (int i = 0; i < width; i++) {
                            point[0] = image.axis(1).at(i);
                            point[1] = values[i];
                            to.row(i, point);
                        }
                    },
                    question.real("from", Double.NEGATIVE_INFINITY),
                    question.real("to", Double.POSITIVE_INFINITY));
            points.put("label", image.axis(1).label());
            points.put("unit", image.axis(1).unit());
            points.put("quantity", image.quantity());
            return Answer.json(points);
        }
    }

    /** A small picture of the first image of a file, unless it takes long to make. */
    Answer thumbnail(int file) throws IOException {
        Optional<Unit> first;
        try (Shelf<Integer, StoredFile>.Loan loan = library.lend(file)) {
            first = loan.get().units().stream()
                    .filter(unit -> unit.isImage() && unit.problem().isEmpty() && unit.axis(2) > 1)
                    .findFirst();
        }
        if (first.isEmpty()
                || (first.get().kind() == Unit.Kind.COMPRESSED_IMAGE && pixels(first.get()) > MOST_UNPACKED)) {
            return Answer.problem(
                    "no-picture", Answer.NOT_FOUND, "The file has no quick picture", "file", "Open the file");
        }
        try (Shelf<?, Image>.Loan image = images.image(file, first.get().number())) {
            Raster raster = image.get().raster();
            return Answer.bytes("image/png", Thumbnail.png(raster, raster.planes() / 2), true, false);
        }
    }

    private static double pixels(Unit unit) {
        return unit.axes().stream().mapToDouble(n -> n).reduce(1, (a, b) -> a * b);
    }

    /** The colours of each map and the names of what can be chosen. */
    static Answer choices() throws IOException {
        Map<String, Object> colours = new LinkedHashMap<>();
        for (ColourMap map : ColourMap.values()) {
            StringBuilder shades = new StringBuilder();
            for (int i = 0; i < 256; i++) {
                shades.append(String.format("%06x", map.of(i / 255.0) & 0xFFFFFF));
            }
            colours.put(map.word(), shades.toString());
        }
        List<String> stretches = new ArrayList<>();
        for (Stretch stretch : Stretch.values()) {
            stretches.add(stretch.word());
        }
        return Answer.json(Map.of("colours", colours, "stretches", stretches, "limits", Plane.RULES));
    }
}
