package org.periapsis.datalabs.viewer.image;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.periapsis.datalabs.viewer.file.Library;
import org.periapsis.datalabs.viewer.file.Shelf;

/** The images and planes that are open, and the thread that makes smaller copies. Thread-safe. */
public final class Images implements AutoCloseable {
    private static final int MOST_IMAGES = 8;
    private static final int MOST_PLANES = 12;

    private record ImageKey(int file, int unit) {}

    private record PlaneKey(int file, int unit, int plane) {}

    private final Library library;
    private final Shelf<ImageKey, Image> images = new Shelf<>(MOST_IMAGES);
    private final Shelf<PlaneKey, Plane> planes = new Shelf<>(MOST_PLANES);
    private final ExecutorService builder =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new NewestFirst(), task -> {
                Thread thread = new Thread(task, "smaller-copies");
                thread.setDaemon(true);
                return thread;
            });

    /** What somebody has just opened is made before what was opened earlier. */
    private static final class NewestFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return offerFirst(task);
        }
    }

    public Images(Library library) {
        this.library = library;
    }

    /** An image, kept open until the loan is closed. */
    public Shelf<?, Image>.Loan image(int file, int unit) throws IOException {
        return images.lend(new ImageKey(file, unit), () -> Image.open(library, file, unit));
    }

    /** A plane, kept open until the loan is closed. */
    public Shelf<?, Plane>.Loan plane(int file, int unit, int number) throws IOException {
        PlaneKey key = new PlaneKey(file, unit, number);
        return planes.lend(key, () -> open(key));
    }

    private Plane open(PlaneKey key) throws IOException {
        Shelf<?, Image>.Loan image = image(key.file(), key.unit());
        try {
            Plane plane = new Plane(image, key.plane(), library.spool());
            builder.execute(plane::build);
            return plane;
        } catch (IOException | RuntimeException | Error failure) {
            image.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        builder.shutdownNow();
        planes.close();
        images.close();
    }
}
