package org.periapsis.embedded.registry;

import java.util.List;

/**
 * A schema as it was first registered; the same text with the same references has the same id under every subject.
 *
 * @param id the number that records carry in their framing
 * @param text the Avro schema as JSON
 * @param references the types it takes from elsewhere
 */
record RegisteredSchema(int id, String text, List<SchemaReference> references) {

    RegisteredSchema {
        references = List.copyOf(references);
    }

    boolean isSameAs(String otherText, List<SchemaReference> otherReferences) {
        return text.equals(otherText) && references.equals(otherReferences);
    }
}
