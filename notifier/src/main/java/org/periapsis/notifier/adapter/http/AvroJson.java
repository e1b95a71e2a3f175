package org.periapsis.notifier.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as JSON: times as ISO 8601, uuids as text, decimals as text so that no digit is lost, bytes as base64. What is null
 * is left out.
 */
final class AvroJson {
    private AvroJson() {}

    static JsonObject of(SpecificRecord record) {
        JsonObject json = new JsonObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                json.put(field.name(), value(value));
            }
        }
        return json;
    }

    private static Object value(Object value) {
        if (value instanceof SpecificRecord record) {
            return of(record);
        }
        if (value instanceof Collection<?> many) {
            JsonArray array = new JsonArray();
            many.forEach(one -> array.add(value(one)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject json = new JsonObject();
            map.forEach((key, one) -> json.put(key.toString(), value(one)));
            return json;
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Base64.getEncoder().encodeToString(copy);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return number.toString();
        }
        boolean plain = value instanceof Boolean || (value instanceof Number && !(value instanceof BigDecimal));
        return plain ? value : value.toString();
    }
}
