package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trees that a program has nested deeper than a path may be long: Java names each file by its whole path, the system's own tools go
 * down step by step.
 */
final class DeepTrees {
    private DeepTrees() {}

    /** Whether a walk failed because it got too deep, or for want of rights that a tree's owner has taken away; not because a file went. */
    static boolean cause(IOException failure) {
        return failure instanceof FileSystemException && !(failure instanceof NoSuchFileException);
    }

    /** Bytes of all files by their length, and how many there are. */
    static DiskUse use(Path tree) throws IOException {
        return new DiskUse(counted(tree, "--apparent-size", "--block-size=1"), counted(tree, "--inodes"));
    }

    private static long counted(Path tree, String... what) throws IOException {
        List<String> command = new ArrayList<>(List.of("du", "--summarize"));
        command.addAll(List.of(what));
        command.addAll(List.of("--", tree.toString()));
        // It ends with 1 when it was refused a directory, and has counted the others.
        return Long.parseLong(run(command, 1).split("\\s", 2)[0]);
    }

    /** Removes it, whatever rights its owner has taken away. */
    static void remove(Path tree) throws IOException {
        run(List.of("chmod", "--recursive", "--silent", "u+rwX", "--", tree.toString()), 1);
        run(List.of("rm", "--recursive", "--force", "--one-file-system", "--", tree.toString()), 0);
    }

    private static String run(List<String> command, int worst) throws IOException {
        List<String> nice = new ArrayList<>(List.of("nice", "-n", "10"));
        nice.addAll(command);
        Process process = new ProcessBuilder(nice)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() > worst) {
                throw new IOException(
                        command.get(0) + " of " + command.get(command.size() - 1) + " failed: " + process.exitValue());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
