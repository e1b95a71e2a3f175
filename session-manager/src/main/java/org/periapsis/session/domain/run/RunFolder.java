package org.periapsis.session.domain.run;

import java.nio.file.Path;

/**
 * What a run sees of the disk.
 *
 * @param root the folder that holds the others; a notebook's topmost folder
 * @param work the person's home at this site, writable, kept after the run
 * @param data the inputs; the run can read but not change them
 * @param out where a task leaves its outputs
 * @param selection the inputs described in ObsCore terms, as JSON
 */
public record RunFolder(Path root, Path work, Path data, Path out, Path selection) {

    /** By which the program asks the portal; there once there is one. */
    public Path token() {
        return root.resolve(".token");
    }

    /** The folders below {@code root}. */
    public static RunFolder below(Path root) {
        return new RunFolder(
                root, root.resolve("work"), root.resolve("data"), root.resolve("out"), root.resolve("selection.json"));
    }
}
