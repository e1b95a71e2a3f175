package org.periapsis.client.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.periapsis.client.json.Json;

/**
 * Columns for people, as wide as the terminal. The first rows decide how wide each column is; one that has nothing in any of
 * them is left out.
 */
final class TableRows implements Rows {
    private static final int DECIDING = 1000;
    private static final int LEAST = 8;
    private static final String GAP = "  ";

    private final Screen screen;
    private final List<Column> columns;
    private final boolean header;
    private final List<String[]> held = new ArrayList<>();
    private int[] widths;
    private boolean[] shown;
    private boolean[] ids;

    TableRows(Screen screen, List<Column> columns, boolean header) {
        this.screen = screen;
        this.columns = columns;
        this.header = header;
    }

    @Override
    public void row(Json row) throws Screen.OutputClosed {
        String[] cells = columns.stream().map(column -> column.shown(row)).toArray(String[]::new);
        if (widths != null) {
            print(cells, false);
            return;
        }
        held.add(cells);
        if (held.size() == DECIDING) {
            release();
        }
    }

    @Override
    public void close() throws Screen.OutputClosed {
        if (widths == null && !held.isEmpty()) {
            release();
        }
        screen.flush();
    }

    private void release() throws Screen.OutputClosed {
        shown = new boolean[columns.size()];
        ids = new boolean[columns.size()];
        for (int i = 0; i < shown.length; i++) {
            int column = i;
            shown[i] = held.stream().anyMatch(cells -> !cells[column].isEmpty());
            ids[i] = held.stream().anyMatch(cells -> cells[column].contains("://"));
        }
        widths = fitted(natural(), screen.terminal().out() ? screen.terminal().columns() : Integer.MAX_VALUE);
        if (header) {
            print(
                    columns.stream()
                            .map(column -> column.name().toUpperCase(java.util.Locale.ROOT))
                            .toArray(String[]::new),
                    true);
        }
        for (String[] cells : held) {
            print(cells, false);
        }
        held.clear();
        screen.flush();
    }

    private int[] natural() {
        return IntStream.range(0, columns.size())
                .map(i -> !shown[i]
                        ? 0
                        : Math.max(
                                header ? columns.get(i).name().length() : 0,
                                held.stream()
                                        .mapToInt(cells -> length(cells[i]))
                                        .max()
                                        .orElse(0)))
                .toArray();
    }

    /** Cuts the widest of the columns that may be cut, ids half as much, until all fits or nothing more can be cut. */
    private int[] fitted(int[] wanted, int room) {
        int[] fitted = wanted.clone();
        long used = IntStream.range(0, shown.length).filter(i -> shown[i]).count();
        int over = IntStream.of(fitted).sum() + GAP.length() * (int) (used - 1) - room;
        while (over > 0) {
            int widest = -1;
            for (int i = 0; i < fitted.length; i++) {
                if (columns.get(i).flexible()
                        && fitted[i] > LEAST
                        && (widest < 0 || weight(i, fitted[i]) > weight(widest, fitted[widest]))) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            fitted[widest]--;
            over--;
        }
        return fitted;
    }

    private double weight(int column, int width) {
        return ids[column] ? width / 2.0 : width;
    }

    private void print(String[] cells, boolean bold) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            if (!shown[i]) {
                continue;
            }
            String cell = cut(cells[i], widths[i], columns.get(i).flexible());
            String pad = " ".repeat(Math.max(0, widths[i] - length(cell)));
            boolean last = i == cells.length - 1;
            line.append(line.isEmpty() ? "" : GAP)
                    .append(columns.get(i).right() ? pad + cell : cell + (last ? "" : pad));
        }
        String text = line.toString().stripTrailing();
        screen.part(bold ? screen.bold(text) : text);
    }

    /** The end of an id tells more than its middle. */
    private static String cut(String cell, int width, boolean flexible) {
        if (!flexible || length(cell) <= width) {
            return cell;
        }
        if (cell.contains("://")) {
            int tail = width * 2 / 3;
            int end = cell.offsetByCodePoints(cell.length(), -tail);
            return cell.substring(0, cell.offsetByCodePoints(0, width - tail - 1)) + "…" + cell.substring(end);
        }
        return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
