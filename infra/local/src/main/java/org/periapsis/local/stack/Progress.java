package org.periapsis.local.stack;

/** Hears what a start has come to; for a terminal or a log. */
@FunctionalInterface
public interface Progress {
    /**
     * @param part what is concerned, such as kafka
     * @param text what happened
     */
    void report(String part, String text);
}
