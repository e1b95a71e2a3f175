package org.periapsis.session.domain.agent;

import java.util.List;
import java.util.regex.Pattern;

/** The line of a program's log that says why it ended. */
final class LastWords {
    private static final int LONGEST = 300;
    private static final Pattern MEMORY = Pattern.compile(
            "insufficient memory|out ?of ?memory|cannot allocate memory|memory ?error|std::bad_alloc",
            Pattern.CASE_INSENSITIVE);

    private LastWords() {}

    /** @return the last line about memory that ran out, otherwise the last line; empty without any. Decoration in front is left out. */
    static String of(String log) {
        List<String> lines = log.lines()
                .map(line -> line.replaceFirst("^[#*\\s]+", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        String why = lines.stream()
                .filter(line -> MEMORY.matcher(line).find())
                .reduce((first, second) -> second)
                .orElse(last);
        return why.length() <= LONGEST ? why : why.substring(0, LONGEST) + "…";
    }
}
