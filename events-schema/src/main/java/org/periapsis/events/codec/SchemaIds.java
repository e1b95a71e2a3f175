package org.periapsis.events.codec;

import java.util.Optional;
import org.apache.avro.Schema;

/** The schema registry, by role. Implementations are thread-safe and cache. */
public interface SchemaIds {
    /**
     * Registers a schema, or finds it when it is there.
     *
     * @return the registry's id for it
     * @throws RegistryUnavailable when the registry does not answer
     * @throws IncompatibleSchema when the registry refuses it
     */
    int idOf(String subject, Schema schema);

    /**
     * @return the schema with that id; empty when the registry answers that it has none, or one that is not plain Avro
     * @throws RegistryUnavailable when the registry does not answer
     */
    Optional<Schema> schemaOf(int id);

    /** The registry does not answer: wait and try again. */
    final class RegistryUnavailable extends RuntimeException {
        public RegistryUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The registry holds an incompatible schema: a fault of this build. */
    final class IncompatibleSchema extends RuntimeException {
        public IncompatibleSchema(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
