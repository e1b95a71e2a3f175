package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.util.Optional;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;
import org.periapsis.datalabs.viewer.file.StoredFile;
import org.periapsis.datalabs.viewer.file.Unit;
import org.periapsis.datalabs.viewer.file.UnreadableException;
import org.periapsis.fits.header.Hdu;
import org.periapsis.fits.header.HeaderException;
import org.periapsis.fits.header.Keywords;
import org.periapsis.fits.header.WcsReader;
import org.periapsis.fits.sky.SkyImage;
import org.periapsis.fits.sky.SkyToPixel;

/** An image of a file that is open, and what its header says of its axes. */
public final class Image implements AutoCloseable {
    private final Shelf<Integer, StoredFile>.Loan file;
    private final Unit unit;
    private final Raster raster;
    private final SkyImage sky;
    private final SkyToPixel inverse;
    private final String skyProblem;
    private final LinearAxis[] axes = new LinearAxis[3];
    private final String quantity;

    private Image(Library library, int number, int unitNumber) throws IOException {
        this.file = library.lend(number);
        try {
            this.unit = file.get().unit(unitNumber);
            Keywords k = file.get().keywords(unit);
            this.raster = unit.kind() == Unit.Kind.COMPRESSED_IMAGE
                    ? Decompression.of(file.get(), unit, k, library.spool())
                    : Raster.of(file.get(), unit, k);
            this.quantity = k.text("BUNIT").orElse("");
            for (int axis = 0; axis < axes.length; axis++) {
                axes[axis] = LinearAxis.of(k, axis + 1);
            }
            String problem = "";
            Optional<SkyImage> found = Optional.empty();
            try {
                found = WcsReader.inFirstPlane(k)
                        ? WcsReader.read(new Hdu(unitNumber, Hdu.Kind.IMAGE, unit.axes(), k))
                        : Optional.empty();
            } catch (HeaderException noSky) {
                problem = noSky.keyword() + ": " + noSky.getMessage();
            }
            this.sky = found.orElse(null);
            this.inverse = sky == null ? null : new SkyToPixel(sky);
            this.skyProblem = problem;
        } catch (HeaderException absurd) {
            file.close();
            throw new UnreadableException(absurd.keyword(), absurd.getMessage(), "Look at the header");
        } catch (IOException | RuntimeException | Error failure) {
            file.close();
            throw failure;
        }
    }

    static Image open(Library library, int file, int unit) throws IOException {
        return new Image(library, file, unit);
    }

    public Unit unit() {
        return unit;
    }

    public Raster raster() {
        return raster;
    }

    /** The pixels on the sky; empty if the header places them nowhere. */
    public Optional<SkyImage> sky() {
        return Optional.ofNullable(sky);
    }

    /** Where directions lie in the image. */
    public Optional<SkyToPixel> inverse() {
        return Optional.ofNullable(inverse);
    }

    /** Why the header's coordinates are not shown; empty when they are, or when there are none. */
    public String skyProblem() {
        return skyProblem;
    }

    /** World axis 1, 2 or 3 as if it were linear. */
    public LinearAxis axis(int n) {
        return axes[n - 1];
    }

    /** BUNIT; empty without one. */
    public String quantity() {
        return quantity;
    }

    @Override
    public void close() throws IOException {
        try {
            if (unit.kind() == Unit.Kind.COMPRESSED_IMAGE) {
                raster.channel().close();
            }
        } finally {
            file.close();
        }
    }
}
