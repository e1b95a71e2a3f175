package org.periapsis.client.work;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Screen;

/** What is known of one thing, a line each; what is not known is left out. */
public final class Details {
    private static final int WIDTH = 12;

    private final Screen screen;

    public Details(Screen screen) {
        this.screen = screen;
    }

    public Details row(String name, Optional<String> value) throws Screen.OutputClosed {
        if (value.filter(text -> !text.isEmpty()).isPresent()) {
            screen.line(name + " ".repeat(Math.max(1, WIDTH - name.length())) + value.get());
        }
        return this;
    }

    public Details bytes(String name, Optional<Number> value) throws Screen.OutputClosed {
        return row(name, value.map(bytes -> Amounts.bytes(bytes.longValue())));
    }

    /** The times of states, the earliest first. */
    public Details times(Json times) throws Screen.OutputClosed {
        for (String state : times.names().stream()
                .sorted(Comparator.comparing(name -> times.text(name).orElse("")))
                .toList()) {
            row(state.toLowerCase(Locale.ROOT), times.text(state).map(Amounts::time));
        }
        return this;
    }
}
