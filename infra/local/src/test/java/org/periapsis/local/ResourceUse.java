package org.periapsis.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param heapMib used after a full collection
 * @param descriptors open files and sockets
 */
record ResourceUse(long heapMib, long descriptors, int threads) {
    static ResourceUse now() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return new ResourceUse(
                    heap, open.count(), ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }
}
