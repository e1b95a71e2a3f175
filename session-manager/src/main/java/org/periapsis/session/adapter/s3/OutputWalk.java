package org.periapsis.session.adapter.s3;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Text;
import org.periapsis.session.domain.agent.OutputBounds;
import org.periapsis.session.domain.agent.OutputsRefusedException;

/** What is in a task's output directory. It goes nowhere else: no link is followed, and nothing is opened. */
final class OutputWalk extends SimpleFileVisitor<Path> {
    /** A key has 1,024 bytes at most, and the run's id and task stand before the name. */
    private static final int LONGEST_NAME = 900;

    /** Without its directories. Stores that keep files take 255, of which they need some themselves. */
    private static final int LONGEST_FILE_NAME = 200;

    private static final Text NAME = new Text(LONGEST_NAME, false);
    private static final int NAMED = 10;
    private static final int QUOTED = 100;

    private final Path folder;
    private final OutputBounds bounds;
    private final List<Found> files = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private long nameBytes;
    private int others;
    private Optional<String> refusal = Optional.empty();

    /**
     * A regular file.
     *
     * @param name below the directory, with {@code /}
     * @param size by its length
     */
    record Found(Path file, String name, long size) {}

    private OutputWalk(Path folder, OutputBounds bounds) {
        this.folder = folder;
        this.bounds = bounds;
    }

    /** @throws OutputsRefusedException when it is more than a task may leave, or has names that no store takes */
    static OutputWalk of(Path folder, OutputBounds bounds) throws IOException, OutputsRefusedException {
        OutputWalk walk = new OutputWalk(folder, bounds);
        Files.walkFileTree(folder, walk);
        walk.refuseTooLong();
        if (walk.refusal.isPresent()) {
            throw new OutputsRefusedException(walk.refusal.get());
        }
        walk.files.sort(Comparator.comparing(Found::name));
        return walk;
    }

    /** In the order of their names. */
    List<Found> files() {
        return files;
    }

    /** What else is there, for people. */
    List<String> leftOut() {
        return others <= NAMED
                ? List.copyOf(leftOut)
                : List.of(String.join("; ", leftOut), "and " + (others - NAMED) + " more links or special files");
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            others++;
            if (leftOut.size() < NAMED) {
                leftOut.add((attributes.isSymbolicLink() ? "the link " : "the pipe, socket or device ")
                        + Text.cleaned(folder.relativize(file).toString(), QUOTED));
            }
            return FileVisitResult.CONTINUE;
        }
        String name = name(file);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        nameBytes += bytes;
        Optional<String> flaw = flaw(name, bytes);
        if (flaw.isPresent()) {
            String quoted = Text.cleaned(name, QUOTED).replace('\n', '\uFFFD').replace('\t', '\uFFFD');
            return refuse("the name of an output file cannot be kept: " + flaw.get() + ": " + quoted);
        }
        files.add(new Found(file, name, attributes.size()));
        if (files.size() > bounds.files()) {
            return refuse("the task left more than " + bounds.files() + " output files; pack them");
        }
        return nameBytes > bounds.nameBytes()
                ? refuse("the names of the task's output files are longer than " + bounds.nameBytes()
                        + " bytes together; shorten or pack them")
                : FileVisitResult.CONTINUE;
    }

    private static Optional<String> flaw(String name, int bytes) {
        if (bytes > LONGEST_NAME) {
            return Optional.of("It is longer than " + LONGEST_NAME + " bytes with its directories");
        }
        int own = name.substring(name.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8).length;
        if (own > LONGEST_FILE_NAME) {
            return Optional.of("It is longer than " + LONGEST_FILE_NAME + " bytes");
        }
        return name.indexOf('\uFFFD') >= 0
                ? Optional.of("It is not UTF-8")
                : NAME.flaw("name", name).map(Flaw::detail);
    }

    /** As its bytes are, whatever the locale of this process: two names that differ never become one. */
    private String name(Path file) {
        String base = folder.toUri().getRawPath();
        String raw = file.toUri().getRawPath().substring(base.endsWith("/") ? base.length() : base.length() + 1);
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private FileVisitResult refuse(String why) {
        refusal = Optional.of(why);
        return FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        // Not the path, which may be of any length.
        String why = failure instanceof NoSuchFileException
                ? "a directory is gone"
                : failure instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : "a directory is closed";
        return refuse("the task's output files cannot all be read: " + why);
    }

    /** By length: a file with holes takes nothing on the disk, and all of its length in the store. */
    private void refuseTooLong() {
        BigInteger sum =
                files.stream().map(found -> BigInteger.valueOf(found.size())).reduce(BigInteger.ZERO, BigInteger::add);
        if (refusal.isEmpty() && bounds.bytes() > 0 && sum.compareTo(BigInteger.valueOf(bounds.bytes())) > 0) {
            refusal = Optional.of("the task's output files are " + sum + " bytes long together; " + bounds.bytes()
                    + " may go into the site's store");
        }
    }
}
