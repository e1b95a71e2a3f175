package org.periapsis.client.show;

import java.io.IOException;
import org.periapsis.client.json.Json;

/** Takes a list's rows, one after the other, and writes them. */
public interface Rows extends AutoCloseable {
    void row(Json row) throws IOException;

    /** Writes what is still to be written. */
    @Override
    void close() throws IOException;
}
