package org.periapsis.client.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.Unreachable;

/** Server-sent events (the WHATWG's HTML standard, 9.2), gone on with after a broken connection where it broke. */
final class EventStream {
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MS = 1_000;
    /** The server sends a comment more often than that. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final Api api;
    private final String path;
    private String lastId = "";

    /** Takes what comes. */
    interface Reader {
        /** @return whether more is wanted */
        boolean event(Json event) throws IOException;

        /** Some of what was asked for is no longer on the log. */
        void gap(Json gap);
    }

    /** An event as it is sent: its lines until an empty one. */
    private static final class Frame {
        private final StringBuilder data = new StringBuilder();
        private String name = "message";
        private String id;
    }

    EventStream(Api api, String path) {
        this.api = api;
        this.path = path;
    }

    /** Returns when the reader wants no more; fails when the server stays away. */
    void read(Reader reader) throws IOException {
        for (int failures = 0; ; ) {
            String before = lastId;
            try {
                if (!connection(reader)) {
                    return;
                }
            } catch (Unreachable away) {
                if (failures == ATTEMPTS || lastId.isEmpty()) {
                    throw away;
                }
            } catch (BrokenOff broken) {
                if (failures == ATTEMPTS) {
                    throw new IOException("the events break off again and again: " + broken.getMessage(), broken);
                }
            }
            failures = lastId.equals(before) ? failures + 1 : 1;
            pause(failures);
        }
    }

    /** The connection failed, not those who read from it. */
    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1;

        BrokenOff(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** @return whether more is wanted after the server has ended the answer */
    private boolean connection(Reader reader) throws IOException {
        Map<String, String> headers = lastId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastId);
        try (InputStream in = api.open(path, headers, SILENCE).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Frame frame = new Frame();
            for (String line = next(lines); line != null; line = next(lines)) {
                if (!line.isEmpty()) {
                    field(frame, line);
                } else {
                    // An event that broke off before its end was not read: it comes again.
                    lastId = frame.id == null ? lastId : frame.id;
                    if (!frame.data.isEmpty() && !delivered(frame, reader)) {
                        return false;
                    }
                    frame = new Frame();
                }
            }
            return true;
        }
    }

    private static String next(BufferedReader lines) throws BrokenOff {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new BrokenOff(e);
        }
    }

    private static void field(Frame frame, String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (name) {
            case "data" -> frame.data.append(frame.data.isEmpty() ? "" : "\n").append(value);
            case "event" -> frame.name = value;
            case "id" -> frame.id = value;
            default -> {
                // A comment, or a hint about reconnecting.
            }
        }
    }

    private static boolean delivered(Frame frame, Reader reader) throws IOException {
        Json json = Json.parse(frame.data.toString());
        if (frame.name.equals("gap")) {
            reader.gap(json);
            return true;
        }
        return reader.event(json);
    }

    private static void pause(int failures) throws IOException {
        try {
            Thread.sleep(PAUSE_MS * Math.min(failures, 5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
