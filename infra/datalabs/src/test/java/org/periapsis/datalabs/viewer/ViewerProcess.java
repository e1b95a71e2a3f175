package org.periapsis.datalabs.viewer;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.periapsis.datalabs.BuiltInDatalabs;
import org.periapsis.datalabs.selection.Json;

/** The viewer as the agent starts it: a process with the descriptor's own command, and so with its own small heap. */
final class ViewerProcess implements AutoCloseable {
    private final Process process;
    private final String url;
    private final Path collections;

    ViewerProcess(Path folder, String basePath) throws IOException {
        String classPath = BuiltInDatalabs.classPath().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Map<?, ?> descriptor = descriptor();
        long memory = ((Number) ((Map<?, ?>) descriptor.get("resources")).get("memory_mib")).longValue();
        Map<String, String> values = Map.of(
                "{heap_mib}",
                // As the agent reckons.
                String.valueOf(memory * 6 / 10),
                "{java}",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "{classpath}",
                classPath,
                "{selection}",
                folder.resolve("selection.json").toString(),
                "{port}",
                "0",
                "{base_path}",
                basePath,
                "{cores}",
                "1");
        List<String> command = new ArrayList<>();
        for (Object part : (List<?>) descriptor.get("command")) {
            String text = part.toString();
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace(value.getKey(), value.getValue());
            }
            command.add(text);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put(
                        "TMPDIR",
                        Files.createDirectories(folder.resolve("scratch")).toString());
        this.collections = folder.resolve("gc.log");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:gc:file=" + collections);
        this.process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("The viewer did not start");
        }
        this.url = "http://127.0.0.1:" + line.replaceAll("\\D", "") + basePath;
    }

    private static Map<?, ?> descriptor() throws IOException {
        for (String text : BuiltInDatalabs.descriptors()) {
            if (Json.read(text) instanceof Map<?, ?> map && "viewer".equals(map.get("id"))) {
                return map;
            }
        }
        throw new IOException("There is no viewer");
    }

    String url() {
        return url;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Resident memory in MiB, and its highest so far. */
    long[] residentMib() throws IOException {
        long[] values = new long[2];
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
                values[line.startsWith("VmRSS") ? 0 : 1] = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return values;
    }

    /** The largest heap that was still in use after a collection, in MiB. */
    long heapMib() throws IOException {
        Pattern kept = Pattern.compile("->(\\d+)M\\(");
        long most = 0;
        for (String line : Files.readAllLines(collections)) {
            Matcher found = kept.matcher(line);
            if (found.find()) {
                most = Math.max(most, Long.parseLong(found.group(1)));
            }
        }
        return most;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
