package org.periapsis.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who used the processor between two moments: this JVM's threads by stage, PostgreSQL's processes by role. Linux only. */
final class CpuShares {
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;
    private static final String JVM = "compiler and collector";
    private static final int SHOWN = 7;
    /** From this share of all processors on, they are what everybody waits for. */
    private static final double FULL = 0.9;

    /** In this order; the first that is found in a thread's name counts. */
    private static final Map<Pattern, String> STAGES = stages();

    private final long nanos = System.nanoTime();
    private final Map<String, Long> used;
    private final long machine;

    private CpuShares(Map<String, Long> used, long machine) {
        this.used = used;
        this.machine = machine;
    }

    private static Map<Pattern, String> stages() {
        Map<Pattern, String> stages = new LinkedHashMap<>();
        stages.put(Pattern.compile("^(bench-|HttpClient-|main$)"), "the bench itself");
        stages.put(Pattern.compile("eventloop"), "HTTP of all services");
        stages.put(Pattern.compile("^ingest.*-ledger"), "ingest's ledger");
        stages.put(Pattern.compile("ingest"), "ingest's producer");
        stages.put(Pattern.compile("indexer"), "indexer");
        stages.put(Pattern.compile("notifier"), "notifier's reader");
        stages.put(Pattern.compile("kafka|broker|raft|log-|coordinator|Reaper|purgatory"), "Kafka broker and clients");
        return stages;
    }

    static CpuShares now(List<ProcessHandle> postgres) {
        Map<String, Long> used = new TreeMap<>();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long inThreads = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            long cpu = thread == null ? -1 : threads.getThreadCpuTime(thread.getThreadId());
            if (cpu > 0) {
                used.merge(stage(thread.getThreadName()), cpu, Long::sum);
                inThreads += cpu;
            }
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            used.put(JVM, system.getProcessCpuTime() - inThreads);
        }
        postgres.forEach(process -> used.merge(role(process), ticks(process) * TICK_NANOS, Long::sum));
        return new CpuShares(used, machine());
    }

    /** @return the stage that a thread of this name belongs to */
    static String stage(String thread) {
        return STAGES.entrySet().stream()
                .filter(stage -> stage.getKey().matcher(thread).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("other threads");
    }

    /** A server process of PostgreSQL names its client's role in its command line: {@code postgres: indexer periapsis ...}. */
    private static String role(ProcessHandle process) {
        String[] words =
                ProcessTree.read(process, "cmdline").replace('\0', ' ').strip().split(" ", -1);
        boolean client = words.length > 2 && words[0].equals("postgres:") && words[2].equals("periapsis");
        return "PostgreSQL for " + (client ? words[1].replaceFirst("_.*", "") : "itself");
    }

    /** User and system time, the 14th and 15th field; the second is in brackets and may hold spaces. */
    private static long ticks(ProcessHandle process) {
        String stat = ProcessTree.read(process, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** @return nanoseconds of processor time that this machine has spent: user, nice and system time, interrupts too */
    static long machine() {
        try {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
            return Stream.of(1, 2, 3, 6, 7)
                            .mapToLong(i -> Long.parseLong(fields[i]))
                            .sum()
                    * TICK_NANOS;
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /** @return what bound it from then until now: processors kept busy, and by whom, the largest first */
    String since(CpuShares before) {
        double seconds = nanos - before.nanos;
        Map<String, Double> busy = new TreeMap<>();
        used.forEach((stage, cpu) -> busy.put(stage, Math.max(0, cpu - before.used.getOrDefault(stage, 0L)) / seconds));
        double all = busy.values().stream().mapToDouble(Double::doubleValue).sum();
        String who = busy.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN)
                .map(stage -> String.format(Locale.ROOT, "%s %.2f", stage.getKey(), stage.getValue()))
                .collect(Collectors.joining(", "));
        double others = Math.max(0, (machine - before.machine) / seconds - all);
        int processors = Runtime.getRuntime().availableProcessors();
        return String.format(
                Locale.ROOT,
                "%s: %.2f of %d processors busy: %s; other programs of the machine %.2f",
                all + others >= FULL * processors ? "the processor" : "one step's wait for another",
                all,
                processors,
                who,
                others);
    }
}
