package org.periapsis.session.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.session.domain.agent.Inputs;

class LineSpoolAdapterTest {
    @Test
    void givesEachLineAgainInAnyOrderAndLeavesNoFile(@TempDir Path directory) throws Exception {
        LineSpool spool = LineSpool.in(directory);
        List<String> texts = List.of("{\"a\":1}", "", "é€😀".repeat(40_000), "last");
        List<Inputs.Line> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(spool.keep(text));
        }
        for (int i = texts.size() - 1; i >= 0; i--) {
            assertThat(lines.get(i).text()).isEqualTo(texts.get(i));
            lines.add(spool.keep("more"));
        }
        assertThat(lines.get(texts.size()).text()).isEqualTo("more");
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
