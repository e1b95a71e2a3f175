package org.periapsis.embedded.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.periapsis.embedded.registry.RegistryException.Code;

/** What can be asked of and done to the registry. Asking never blocks; doing waits for the disk. */
final class SchemaRegistry {

    private final ChangeLog log;
    private volatile Catalogue catalogue;

    SchemaRegistry(ChangeLog log) {
        this.log = log;
        Catalogue state = Catalogue.EMPTY;
        for (Change change : log.found()) {
            state = state.after(change);
        }
        this.catalogue = state;
    }

    /** Everything registered until now. */
    Catalogue catalogue() {
        return catalogue;
    }

    /**
     * Makes a schema the next version of a subject, unless it is one of its versions already.
     *
     * @return its id
     */
    synchronized int register(String subject, String text, List<SchemaReference> references) {
        Catalogue now = catalogue;
        Schema schema = Schemas.parse(now, text, references);
        String canonical = schema.toString();
        for (RegisteredSchema version : now.versions(subject)) {
            if (version.isSameAs(canonical, references)) {
                return version.id();
            }
        }
        List<String> problems = problems(now, subject, schema);
        if (!problems.isEmpty()) {
            throw new RegistryException(
                    Code.INCOMPATIBLE,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", compatibility level " + now.level(subject) + ": " + problems);
        }
        RegisteredSchema registered = now.sameAs(canonical, references)
                .orElseGet(() -> new RegisteredSchema(now.nextId(), canonical, references));
        apply(new Change.Registered(subject, registered));
        return registered.id();
    }

    private static List<String> problems(Catalogue now, String subject, Schema schema) {
        List<Schema> earlier = now.versions(subject).stream()
                .map(version -> Schemas.parse(now, version))
                .toList();
        return now.level(subject).problems(schema, earlier);
    }

    /** What keeps a schema from following a subject's versions, empty if nothing does. */
    List<String> problems(String subject, String text, List<SchemaReference> references) {
        Catalogue now = catalogue;
        return problems(now, subject, Schemas.parse(now, text, references));
    }

    /** What keeps a schema from following one version by the subject's level. */
    List<String> problems(String subject, int version, String text, List<SchemaReference> references) {
        Catalogue now = catalogue;
        Schema earlier = Schemas.parse(now, version(now, subject, version));
        return now.level(subject).problems(Schemas.parse(now, text, references), List.of(earlier));
    }

    /**
     * The version of a subject that a schema is.
     *
     * @throws RegistryException if there is no such subject, or the schema is none of its versions
     */
    int versionOf(String subject, String text, List<SchemaReference> references) {
        Catalogue now = catalogue;
        List<RegisteredSchema> versions = versions(now, subject);
        String canonical = Schemas.parse(now, text, references).toString();
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).isSameAs(canonical, references)) {
                return i + 1;
            }
        }
        throw new RegistryException(Code.UNKNOWN_SCHEMA, "Schema not found");
    }

    static List<RegisteredSchema> versions(Catalogue catalogue, String subject) {
        List<RegisteredSchema> versions = catalogue.versions(subject);
        if (versions.isEmpty()) {
            throw new RegistryException(Code.UNKNOWN_SUBJECT, "Subject '" + subject + "' not found.");
        }
        return versions;
    }

    static RegisteredSchema version(Catalogue catalogue, String subject, int version) {
        List<RegisteredSchema> versions = versions(catalogue, subject);
        if (version > versions.size()) {
            throw new RegistryException(Code.UNKNOWN_VERSION, "Version " + version + " not found.");
        }
        return versions.get(version - 1);
    }

    static RegisteredSchema withId(Catalogue catalogue, int id) {
        RegisteredSchema schema = catalogue.byId().get(id);
        if (schema == null) {
            throw new RegistryException(Code.UNKNOWN_SCHEMA, "Schema " + id + " not found");
        }
        return schema;
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) {
        apply(new Change.LevelSet(subject, level));
    }

    synchronized void removeLevel(String subject) {
        apply(new Change.LevelRemoved(subject));
    }

    private void apply(Change change) {
        try {
            log.append(change);
        } catch (IOException e) {
            throw new UncheckedIOException("the registry's log cannot be written", e);
        }
        catalogue = catalogue.after(change);
    }
}
