package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;

/** Files and directories with modes that do not depend on the umask of whoever started the platform. */
final class Access {

    private Access() {}

    /** Makes a directory and its missing parents unless another does so now, and gives it this mode, such as {@code rwx--x--x}. */
    static Path directory(Path path, String mode) throws IOException {
        Path parent = path.getParent();
        if (parent != null && Files.notExists(parent)) {
            directory(parent, mode);
        }
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(path)) {
                throw there;
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        return path;
    }

    /** Replaces a file whole: readers see the old or the new content. */
    static Path file(Path path, String content, String mode) throws IOException {
        return file(path, content, mode, OptionalInt.empty());
    }

    /** The same, given to a uid before anybody sees it. */
    static Path file(Path path, String content, String mode, OptionalInt uid) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, content, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        if (uid.isPresent()) {
            give(draft, uid.getAsInt());
        }
        return Files.move(
                draft,
                path,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** Gives a file to a uid and the group of the same number. */
    static void give(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes a tree without following its links, however deep it is; what vanishes meanwhile is no error. */
    static void remove(Path tree) throws IOException {
        try {
            removeEach(tree);
        } catch (IOException failure) {
            if (!DeepTrees.cause(failure)) {
                throw failure;
            }
            DeepTrees.remove(tree);
        }
    }

    private static void removeEach(Path tree) throws IOException {
        if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
