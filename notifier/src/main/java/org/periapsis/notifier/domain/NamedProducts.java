package org.periapsis.notifier.domain;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.topic.Topic;

/**
 * The products that an event names.
 *
 * @param own the one that it is about, of an event of a product's life
 * @param others what a product was made from, what is in a basket
 */
public record NamedProducts(Optional<String> own, Set<String> others) {
    /** Fields that list ids of products. */
    public static final Set<String> LISTS = Set.of("input_ids", "product_ids");

    private static final String ITSELF = "product_id";

    public NamedProducts {
        others = Set.copyOf(others);
    }

    public static NamedProducts of(SpecificRecord event) {
        Topic topic = Topic.of(event);
        Schema.Field itself = event.getSchema().getField(ITSELF);
        boolean life = topic == Topic.PRODUCTS || topic == Topic.INDEXED;
        Set<String> others = new LinkedHashSet<>();
        lists(event, others);
        return new NamedProducts(
                life && itself != null
                        ? Optional.ofNullable(event.get(itself.pos())).map(Object::toString)
                        : Optional.empty(),
                others);
    }

    private static void lists(SpecificRecord record, Set<String> ids) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (LISTS.contains(field.name()) && value instanceof Collection<?> many) {
                many.forEach(id -> ids.add(id.toString()));
            } else if (value instanceof SpecificRecord part) {
                lists(part, ids);
            }
        }
    }

    /** All of them. */
    public Set<String> all() {
        Set<String> all = new HashSet<>(others);
        own.ifPresent(all::add);
        return all;
    }
}
