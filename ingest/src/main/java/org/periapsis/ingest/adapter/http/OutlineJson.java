package org.periapsis.ingest.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.periapsis.events.StoredObject;
import org.periapsis.fits.file.HeaderLine;
import org.periapsis.ingest.adapter.fits.preview.FitsOutline;

/** The headers of a product's files as the API has them. */
final class OutlineJson {
    /** Of headers: each card becomes ten times its bytes. What comes after has a note instead. */
    private static final long MOST_BYTES = 4L << 20;

    private OutlineJson() {}

    /** How a file's headers are read. */
    interface Outlined {
        FitsOutline of(StoredObject object) throws IOException;
    }

    static JsonObject of(String id, List<StoredObject> objects, Outlined read) throws IOException {
        JsonArray files = new JsonArray();
        long bytes = 0;
        for (StoredObject object : objects) {
            if (bytes >= MOST_BYTES) {
                files.add(described(object)
                        .put("note", "The headers of the files before it are as many as one answer has"));
                continue;
            }
            FitsOutline outline = read.of(object);
            bytes += outline.units().stream()
                    .mapToLong(unit -> unit.dataAt() - unit.headerAt())
                    .sum();
            files.add(of(object, outline));
        }
        return new JsonObject().put("id", id).put("files", files);
    }

    private static JsonObject described(StoredObject object) {
        return new JsonObject()
                .put("name", object.getName())
                .put("size", object.getSize())
                .put("extensions", new JsonArray());
    }

    private static JsonObject of(StoredObject object, FitsOutline outline) {
        JsonObject json = described(object);
        outline.units().forEach(unit -> json.getJsonArray("extensions").add(of(unit)));
        if (outline.units().isEmpty()) {
            return json.put("note", "It is not a FITS file");
        }
        return outline.whole() ? json : json.put("note", "It has more headers, which cannot be read");
    }

    private static JsonObject of(FitsOutline.Unit unit) {
        JsonObject json = new JsonObject()
                .put("index", unit.hdu().index())
                .put("name", unit.keywords().text("EXTNAME").orElse(""))
                .put("type", unit.type());
        if (unit.table()) {
            JsonArray columns = new JsonArray();
            unit.columns()
                    .forEach(column -> columns.add(new JsonObject()
                            .put("name", column.name())
                            .put("unit", column.unit())
                            .put("format", column.format())));
            json.put("rows", unit.rows()).put("columns", columns);
        } else {
            String bitpix = unit.compressed() ? "ZBITPIX" : "BITPIX";
            unit.keywords().integer(bitpix).ifPresent(value -> json.put("bitpix", value));
            json.put("shape", new JsonArray(unit.hdu().axes()));
        }
        if (unit.compressed()) {
            json.put("compressed", true);
        }
        return json.put("cards", cards(unit.lines()));
    }

    private static JsonArray cards(List<HeaderLine> lines) {
        JsonArray cards = new JsonArray();
        lines.forEach(line -> cards.add(new JsonObject()
                .put("keyword", line.keyword())
                .put("value", line.value())
                .put("comment", line.comment())));
        return cards;
    }
}
