package org.periapsis.session.domain.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.periapsis.events.ManifestRef;

/** Takes what tasks leave to the site's store. Methods block. */
public interface Outputs {

    /**
     * What a task brought forth.
     *
     * @param task number of the manifest entry it read
     * @param inputIds products it read
     * @param files it left, in the store
     * @param failure why it failed
     */
    record TaskResult(int task, List<String> inputIds, List<OutputFile> files, Optional<String> failure) {}

    /**
     * One file in the store.
     *
     * @param bucket it is in
     * @param key of the object
     * @param size bytes
     * @param sha256 lower-case hexadecimal
     * @param name for people
     */
    record OutputFile(String bucket, String key, long size, String sha256, String name) {}

    /**
     * What was taken of a task's output directory.
     *
     * @param leftOut what else was there, in words for the task's owner; not all of it when it is much
     */
    record Collected(List<OutputFile> files, List<String> leftOut) {}

    /**
     * Uploads all regular files below a folder. Links are not followed, and neither they nor pipes, sockets and devices are
     * opened: they are left out.
     *
     * @param stopped asked as bytes pass, so that who is told to stop does not go on for gigabytes
     * @throws OutputsRefusedException before anything is uploaded
     * @throws StoppedException when the run was told to stop meanwhile
     */
    Collected collect(RunId run, int task, Path folder, BooleanSupplier stopped)
            throws IOException, OutputsRefusedException, StoppedException;

    /** Writes the run's output manifest and returns where it is. */
    ManifestRef conclude(RunId run, List<TaskResult> results) throws IOException;

    /** What {@link #conclude} wrote about a run; empty when it wrote nothing, or it is no longer there. */
    Optional<List<TaskResult>> concluded(RunId run) throws IOException;
}
