package org.periapsis.client.work;

import java.io.IOException;

/** Waits between two looks: short at first, then a second. */
public final class Pause {
    private static final long LONGEST_MS = 1_000;

    private long next = 100;

    public void take() throws IOException {
        try {
            Thread.sleep(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        next = Math.min(LONGEST_MS, next * 3 / 2);
    }
}
