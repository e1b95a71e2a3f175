package org.periapsis.embedded.registry;

/**
 * A named type that a schema uses and that another registered schema defines.
 *
 * @param name the full name of the type
 * @param subject where it is registered
 * @param version its version there
 */
record SchemaReference(String name, String subject, int version) {}
