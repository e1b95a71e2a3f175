package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.util.List;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.session.domain.run.RunFolder;

/** Brings inputs beside a run. Methods block. */
public interface Inputs {

    /**
     * One product.
     *
     * @param entry its number in the manifest
     * @param productId its id
     * @param line its line of the manifest
     * @param objects its files
     * @param reader for whom it is brought, with the role or team by which they could read it when they selected it
     */
    record Input(int entry, String productId, Line line, List<InputFile> objects, Viewer reader) {

        /** Bytes of its files. */
        public long bytes() {
            return Numbers.sum(objects.stream().mapToLong(InputFile::size));
        }
    }

    /** A line of a manifest, read again when it is asked for: it may be long, and waits for as long as inputs are brought. */
    @FunctionalInterface
    interface Line {
        /** @return without its end */
        String text() throws IOException;
    }

    /**
     * One file.
     *
     * @param site whose store is read
     * @param bucket of the object
     * @param key of the object
     * @param size bytes
     * @param sha256 lower-case hexadecimal
     * @param name for people
     */
    record InputFile(String site, String bucket, String key, long size, String sha256, String name) {}

    /**
     * What was brought.
     *
     * @param localBytes from the site's own store
     * @param movedBytes from other sites'
     * @param seconds it took
     */
    record Staged(long localBytes, long movedBytes, double seconds) {

        /** Both together. */
        public Staged plus(Staged other) {
            return new Staged(localBytes + other.localBytes, movedBytes + other.movedBytes, seconds + other.seconds);
        }
    }

    /** Told how staging goes. */
    @FunctionalInterface
    interface Progress {

        /**
         * So many bytes are there.
         *
         * @throws StoppedException when the run is to end instead
         */
        void at(long bytes) throws StoppedException;
    }

    /**
     * The products that a placement reads, each with where to read it.
     *
     * @throws InputsUnavailableException when the manifest cannot be read or is not what the placement names
     */
    List<Input> list(RunPlaced placed) throws InputsUnavailableException;

    /**
     * Copies files into the run's {@code data} folder, checks them, and writes the {@code selection}.
     *
     * @throws InputsUnavailableException naming the file that cannot be had
     * @throws StoppedException from the progress
     */
    Staged stage(List<Input> inputs, RunFolder folder, Progress progress)
            throws InputsUnavailableException, StoppedException;

    /** Rates at which other sites' stores were read. */
    List<Bandwidth> measured();
}
