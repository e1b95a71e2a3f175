package org.periapsis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A document with a shell's transcript in it: fenced blocks marked {@code console}, commands after {@code $}, their output below. */
final class Transcript {
    private static final String FENCE = "```";
    private static final String BLOCK = "```console";
    private static final String PROMPT = "$ ";
    private static final String MORE = "> ";

    private final List<Object> parts;

    /** @param output lines that it printed */
    record Step(String command, List<String> output) {}

    private Transcript(List<Object> parts) {
        this.parts = parts;
    }

    static Transcript read(Path document) throws IOException {
        List<Object> parts = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (inside && line.startsWith(PROMPT)) {
                parts.add(new Step(line.substring(PROMPT.length()), new ArrayList<>()));
            } else if (inside && !line.equals(FENCE)) {
                Step last = (Step) parts.get(parts.size() - 1);
                if (line.startsWith(MORE) && last.output().isEmpty()) {
                    parts.set(
                            parts.size() - 1,
                            new Step(last.command() + "\n" + line.substring(MORE.length()), last.output()));
                } else {
                    last.output().add(line);
                }
            } else {
                inside = line.equals(BLOCK);
                parts.add(line);
            }
        }
        return new Transcript(parts);
    }

    List<Step> steps() {
        return parts.stream()
                .filter(Step.class::isInstance)
                .map(Step.class::cast)
                .toList();
    }

    /** Writes the document with other outputs. */
    void write(Path document, List<Step> steps) throws IOException {
        List<String> lines = new ArrayList<>();
        int next = 0;
        for (Object part : parts) {
            if (part instanceof Step) {
                Step step = steps.get(next++);
                lines.add(PROMPT + step.command().replace("\n", "\n" + MORE));
                lines.addAll(step.output());
            } else {
                lines.add(String.valueOf(part));
            }
        }
        Files.write(document, lines);
    }
}
