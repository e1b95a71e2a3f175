package org.periapsis.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds.
 *
 * @param heapMib used after a full collection
 * @param descriptors open files and sockets
 */
record ResourceUse(long heapMib, long descriptors, long threads) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Of this process. */
    static ResourceUse now() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        return new ResourceUse(
                heap, count("self", "fd"), ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** Of a process with the serial collector. */
    static ResourceUse of(long pid) throws IOException, InterruptedException {
        command(pid, "GC.run");
        // Young and old generation; what follows is of classes.
        String heap = command(pid, "GC.heap_info").split("Metaspace", 2)[0];
        long used = 0;
        for (Matcher each = USED.matcher(heap); each.find(); ) {
            used += Long.parseLong(each.group(1));
        }
        if (used == 0) {
            throw new IOException("no heap in: " + heap);
        }
        String process = Long.toString(pid);
        return new ResourceUse(used >> 10, count(process, "fd"), count(process, "task"));
    }

    /** Whether it holds hardly more than before, as the collector and pools will have it. */
    boolean isLike(ResourceUse before) {
        return threads < before.threads + 40
                && descriptors < before.descriptors + 150
                && heapMib < before.heapMib * 3 / 2 + 64;
    }

    private static long count(String process, String what) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", process, what))) {
            return all.count();
        }
    }

    private static String command(long pid, String what) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), what))
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(20, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IOException(what + " of " + pid + ": " + said);
        }
        return said;
    }
}
