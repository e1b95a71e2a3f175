package org.periapsis.ingest.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.periapsis.events.StoredObject;
import org.periapsis.fits.file.HeaderLine;
import org.periapsis.ingest.adapter.fits.preview.FitsOutline;

/** A file's headers as the API has them. */
final class OutlineJson {
    private OutlineJson() {}

    static JsonObject of(StoredObject object, FitsOutline outline) {
        JsonArray extensions = new JsonArray();
        outline.units().forEach(unit -> extensions.add(of(unit)));
        JsonObject json = new JsonObject()
                .put("name", object.getName())
                .put("size", object.getSize())
                .put("extensions", extensions);
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
