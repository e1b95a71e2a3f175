package org.periapsis.session.domain.agent;

/**
 * What one task may leave. What it leaves becomes one product, and one record on the log names all of its files.
 *
 * @param bytes by length, holes and all; 0 for no bound
 * @param files how many
 * @param nameBytes of all their names together, with the directories that they are in
 */
public record OutputBounds(long bytes, int files, int nameBytes) {
    /** What ReplicaAdded says of a file apart from its name, and its name in it, which is there twice. */
    private static final long A_FILE = 256;

    /** Of the 1,048,576 bytes that Kafka takes; the rest is for what the records say of the product, and for their headers. */
    private static final long MOST_IN_A_RECORD = 900_000;

    public OutputBounds {
        if (bytes < 0 || files < 1 || nameBytes < 1) {
            throw new IllegalArgumentException("bytes=" + bytes + " files=" + files + " nameBytes=" + nameBytes);
        }
        if (A_FILE * files + 2L * nameBytes > MOST_IN_A_RECORD) {
            throw new IllegalArgumentException(
                    "256 x " + files + " files and 2 x " + nameBytes + " bytes of names are more than the "
                            + MOST_IN_A_RECORD + " bytes that one event may say of them");
        }
    }

    /** 2,000 files with names of 128 KiB. */
    public static OutputBounds usual(long bytes) {
        return new OutputBounds(bytes, 2_000, 128 << 10);
    }
}
