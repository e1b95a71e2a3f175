package org.periapsis.client.show;

import java.io.PrintWriter;

/** A bar on the error stream that redraws itself; nothing at all where that is no terminal. Thread-safe. */
public final class Progress implements AutoCloseable {
    private static final long EVERY_NANOS = 100_000_000;
    private static final int BAR = 24;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean shown;
    private final int columns;
    private final Thread onInterrupt = new Thread(this::clear, "progress");
    private long drawn;
    private boolean visible;

    public Progress(Screen screen) {
        this.err = screen.err();
        this.shown = screen.terminal().err();
        this.columns = screen.terminal().columns();
        if (shown) {
            Runtime.getRuntime().addShutdownHook(onInterrupt);
        }
    }

    /** @param total amount at the end; 0 when it is not known */
    public synchronized void at(String what, long done, long total, String amount) {
        long now = System.nanoTime();
        if (!shown || (visible && now - drawn < EVERY_NANOS && done < total)) {
            return;
        }
        drawn = now;
        visible = true;
        String line = total <= 0 ? what + "  " + amount : what + "  " + bar(done, total) + "  " + amount;
        err.print(CLEAR + (line.length() < columns ? line : line.substring(0, columns - 1)));
        err.flush();
    }

    /** Shows a state instead of an amount. */
    public void at(String what) {
        at(what, 0, 0, "");
    }

    /** Takes the bar away, to write something else. */
    public synchronized void clear() {
        if (visible) {
            err.print(CLEAR);
            err.flush();
            visible = false;
        }
    }

    @Override
    public void close() {
        clear();
        if (shown) {
            try {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            } catch (IllegalStateException e) {
                // The process is ending: the hook clears the line.
                return;
            }
        }
    }

    static String bar(long done, long total) {
        int full = (int) Math.min(BAR, BAR * done / Math.max(1, total));
        return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] " + Math.min(100, 100 * done / Math.max(1, total))
                + "%";
    }
}
