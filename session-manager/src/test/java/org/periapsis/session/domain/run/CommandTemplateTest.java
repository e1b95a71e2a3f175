package org.periapsis.session.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTemplateTest {

    @Test
    void fillsInPlaceholdersWithoutSplittingAnArgument() {
        CommandTemplate template = new CommandTemplate(List.of("{python}", "--dir={work}/a", "{}", "$HOME"));

        assertThat(template.render(Map.of("python", "/a b/python", "work", "/w $1 \\ {x}")))
                .containsExactly("/a b/python", "--dir=/w $1 \\ {x}/a", "{}", "$HOME");
    }

    @Test
    void namesThePlaceholderThatHasNoValue() {
        assertThatThrownBy(() -> new CommandTemplate(List.of("a", "{port}")).render(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{port}");
    }

    @Test
    void refusesRunKeysThatCouldLeaveTheirDirectory() {
        assertThatThrownBy(() -> RunKey.session("../x", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RunKey("a", 1, "b/c")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new RunKey("a-1", 2, "t.3").directoryName()).isEqualTo("a-1~2~t.3");
    }
}
