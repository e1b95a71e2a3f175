package org.periapsis.client.show;

import java.util.List;
import java.util.stream.Collectors;
import org.periapsis.client.json.Json;

/** Values with a comma (RFC 4180) or a tab between them. */
final class SeparatedRows implements Rows {
    private static final int FLUSH = 500;

    private final Screen screen;
    private final List<Column> columns;
    private final boolean comma;
    private int written;

    SeparatedRows(Screen screen, List<Column> columns, boolean comma, boolean header) {
        this.screen = screen;
        this.columns = columns;
        this.comma = comma;
        if (header) {
            screen.part(columns.stream().map(Column::name).collect(Collectors.joining(separator())));
        }
    }

    @Override
    public void row(Json row) throws Screen.OutputClosed {
        screen.part(columns.stream()
                .map(column -> column.value().apply(row).map(this::cell).orElse(""))
                .collect(Collectors.joining(separator())));
        if (++written % FLUSH == 0) {
            screen.flush();
        }
    }

    @Override
    public void close() throws Screen.OutputClosed {
        screen.flush();
    }

    private String separator() {
        return comma ? "," : "\t";
    }

    private String cell(Object value) {
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : String.valueOf(value);
        if (!comma) {
            return text.replace("\\", "\\\\")
                    .replace("\t", "\\t")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r");
        }
        boolean quoted =
                text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
