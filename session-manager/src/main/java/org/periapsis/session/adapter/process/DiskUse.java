package org.periapsis.session.adapter.process;

/**
 * What a tree takes of a disk.
 *
 * @param bytes of its files, by their length; each thing takes a block at least
 * @param entries files, directories, links and all else that has a name
 */
record DiskUse(long bytes, long entries) {
    static final DiskUse NONE = new DiskUse(0, 0);

    DiskUse plus(DiskUse other) {
        return new DiskUse(bytes + other.bytes, entries + other.entries);
    }

    DiskUse atLeast(DiskUse other) {
        return new DiskUse(Math.max(bytes, other.bytes), Math.max(entries, other.entries));
    }
}
