package org.periapsis.client.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Screen;

/** Copies a run's log as it comes. */
public final class Logs {
    private Logs() {}

    public static void copy(Api api, String path, Screen screen) throws IOException {
        try (InputStream in = api.open(path, Map.of(), Duration.ZERO).body();
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            char[] buffer = new char[8192];
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                screen.raw().write(buffer, 0, n);
                screen.flush();
            }
        }
    }
}
