package org.periapsis.notifier.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.notifier.domain.NamedProducts;

/**
 * Records as JSON: times as ISO 8601, uuids as text, decimals as text so that no digit is lost, bytes as base64. What is null
 * is left out.
 */
final class AvroJson {
    private AvroJson() {}

    /** @param withheld ids of products that are not told: lists of products go without them, and say how many they are */
    static JsonObject of(SpecificRecord record, Set<String> withheld) {
        JsonObject json = new JsonObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value instanceof Collection<?> ids && NamedProducts.LISTS.contains(field.name())) {
                list(json, field.name(), ids, withheld);
            } else if (value != null) {
                json.put(field.name(), value(value, withheld));
            }
        }
        return json;
    }

    private static void list(JsonObject json, String name, Collection<?> ids, Set<String> withheld) {
        JsonArray told = new JsonArray();
        ids.stream().map(Object::toString).filter(id -> !withheld.contains(id)).forEach(told::add);
        json.put(name, told);
        if (told.size() < ids.size()) {
            json.put(name + "_withheld", ids.size() - told.size());
        }
    }

    private static Object value(Object value, Set<String> withheld) {
        if (value instanceof SpecificRecord record) {
            return of(record, withheld);
        }
        if (value instanceof Collection<?> many) {
            JsonArray array = new JsonArray();
            many.forEach(one -> array.add(value(one, withheld)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject json = new JsonObject();
            map.forEach((key, one) -> json.put(key.toString(), value(one, withheld)));
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
