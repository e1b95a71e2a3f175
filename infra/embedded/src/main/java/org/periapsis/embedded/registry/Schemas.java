package org.periapsis.embedded.registry;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.periapsis.embedded.registry.RegistryException.Code;

/** Reads Avro schemas, with the types they take from other subjects of a catalogue. */
final class Schemas {

    private Schemas() {}

    static Schema parse(Catalogue catalogue, String text, List<SchemaReference> references) {
        Schema.Parser parser = new Schema.Parser();
        Set<SchemaReference> read = new HashSet<>();
        try {
            readReferences(catalogue, parser, references, read);
            return parser.parse(text);
        } catch (SchemaParseException | AvroTypeException e) {
            throw new RegistryException(
                    Code.INVALID_SCHEMA, "Either the input schema or one its references is invalid: " + e.getMessage());
        }
    }

    static Schema parse(Catalogue catalogue, RegisteredSchema schema) {
        return parse(catalogue, schema.text(), schema.references());
    }

    private static void readReferences(
            Catalogue catalogue, Schema.Parser parser, List<SchemaReference> references, Set<SchemaReference> read) {
        for (SchemaReference reference : references) {
            if (!read.add(reference)) {
                continue;
            }
            List<RegisteredSchema> versions = catalogue.versions(reference.subject());
            if (reference.version() < 1 || reference.version() > versions.size()) {
                throw new RegistryException(
                        Code.INVALID_SCHEMA,
                        "No schema reference found for subject \"" + reference.subject() + "\" and version "
                                + reference.version());
            }
            RegisteredSchema referred = versions.get(reference.version() - 1);
            readReferences(catalogue, parser, referred.references(), read);
            parser.parse(referred.text());
        }
    }
}
