package org.periapsis.session.adapter.s3;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.periapsis.session.domain.agent.InputsUnavailableException;

/** What a run is told of its inputs, {@code {"products": […]}}, written one product after the other. */
final class SelectionFile implements AutoCloseable {
    private final Writer out;
    private String before = "{\n  \"products\" : [ ";

    private SelectionFile(Writer out) {
        this.out = out;
    }

    static SelectionFile at(Path path) throws InputsUnavailableException {
        try {
            return new SelectionFile(Files.newBufferedWriter(path, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw unwritten(failure);
        }
    }

    void add(JsonObject product) throws InputsUnavailableException {
        write(before + product.encodePrettily());
        before = ", ";
    }

    /** Writes the end. */
    void end() throws InputsUnavailableException {
        write((before.equals(", ") ? "" : before) + " ]\n}");
    }

    private void write(String text) throws InputsUnavailableException {
        try {
            out.write(text);
        } catch (IOException failure) {
            throw unwritten(failure);
        }
    }

    @Override
    public void close() throws InputsUnavailableException {
        try {
            out.close();
        } catch (IOException failure) {
            throw unwritten(failure);
        }
    }

    private static InputsUnavailableException unwritten(IOException failure) {
        return new InputsUnavailableException("The selection could not be written: " + failure.getMessage(), failure);
    }
}
