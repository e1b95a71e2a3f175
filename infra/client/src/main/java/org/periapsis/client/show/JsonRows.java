package org.periapsis.client.show;

import org.periapsis.client.json.Json;

/** The rows as the server sent them: one array, or one object a line. */
final class JsonRows implements Rows {
    private final Screen screen;
    private final boolean array;
    private boolean any;

    JsonRows(Screen screen, boolean array) {
        this.screen = screen;
        this.array = array;
    }

    @Override
    public void row(Json row) throws Screen.OutputClosed {
        if (!array) {
            screen.line(row.toString());
            return;
        }
        screen.raw().print((any ? ",\n" : "[\n") + row);
        any = true;
        screen.flush();
    }

    @Override
    public void close() throws Screen.OutputClosed {
        if (array) {
            screen.line(any ? "\n]" : "[]");
        }
    }
}
