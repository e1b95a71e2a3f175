package org.periapsis.datalabs.viewer.sky;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.datalabs.selection.Selection.Product;
import org.periapsis.fits.sky.SkyPoint;
import org.periapsis.fits.sky.SkyToPixel;

/** The products of the selection as points and outlines in the pixels of an image. */
public final class Overlay {
    private static final int MOST_PRODUCTS = 2000;
    private static final int PIECES = 8;

    private Overlay() {}

    /**
     * The products that fall on the image's part of the sky, without the one that is shown.
     *
     * @return pixels from the lower left corner of the lower left pixel
     */
    public static List<Map<String, Object>> of(List<Product> products, Product shown, SkyToPixel inverse) {
        List<Map<String, Object>> marks = new ArrayList<>();
        for (int i = 0; i < products.size() && marks.size() < MOST_PRODUCTS; i++) {
            Product product = products.get(i);
            if (!product.equals(shown)) {
                Map<String, Object> mark = mark(product, inverse);
                if (mark.containsKey("point") || mark.containsKey("outlines")) {
                    mark.put("product", i);
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    private static Map<String, Object> mark(Product product, SkyToPixel inverse) {
        Map<String, Object> mark = new LinkedHashMap<>();
        Optional<Double> ra = product.number("s_ra");
        Optional<Double> dec = product.number("s_dec");
        if (ra.isPresent() && dec.isPresent() && Math.abs(dec.get()) <= 90) {
            pixel(new SkyPoint(ra.get(), dec.get()), inverse).ifPresent(p -> mark.put("point", p));
        }
        List<List<double[]>> outlines = new ArrayList<>();
        for (List<SkyPoint> polygon : Outline.of(product.text("s_region").orElse(""))) {
            outline(polygon, inverse).ifPresent(outlines::add);
        }
        if (!outlines.isEmpty()) {
            mark.put("outlines", outlines);
        }
        return mark;
    }

    /** Each edge in pieces, so that it bends as the projection does; empty when a vertex is far outside the image. */
    private static Optional<List<double[]>> outline(List<SkyPoint> polygon, SkyToPixel inverse) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < polygon.size(); i++) {
            SkyPoint from = polygon.get(i);
            SkyPoint to = polygon.get((i + 1) % polygon.size());
            for (int piece = 0; piece < PIECES; piece++) {
                Optional<double[]> at = pixel(from.towards(to, (double) piece / PIECES), inverse);
                if (at.isEmpty()) {
                    return Optional.empty();
                }
                points.add(at.get());
            }
        }
        return Optional.of(points);
    }

    private static Optional<double[]> pixel(SkyPoint sky, SkyToPixel inverse) {
        return inverse.pixel(sky).map(p -> new double[] {rounded(p[0] - 0.5), rounded(p[1] - 0.5)});
    }

    private static double rounded(double pixel) {
        return Math.round(pixel * 100) / 100.0;
    }
}
