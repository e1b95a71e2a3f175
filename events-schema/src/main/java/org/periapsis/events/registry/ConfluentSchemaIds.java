package org.periapsis.events.registry;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.periapsis.events.codec.SchemaCatalogue;
import org.periapsis.events.codec.SchemaIds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry that speaks Confluent's REST API (Confluent Schema Registry, Apicurio's ccompat, Karapace, the local stack's own),
 * through Confluent's client. The only file that imports the client; see registry-client for where its classes come from.
 * Thread-safe; blocks, for at most the timeout a call and address.
 */
public final class ConfluentSchemaIds implements SchemaIds, Closeable {
    private static final Logger log = LoggerFactory.getLogger(ConfluentSchemaIds.class);
    private static final int CACHED_SCHEMAS = 1_000;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    private final String urls;
    private final RestService rest;
    private final CachedSchemaRegistryClient client;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public ConfluentSchemaIds(RegistryConfig config) {
        this.urls = String.join(",", config.urls());
        this.rest = new RestService(config.urls());
        this.client = new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS, clientConfig(config));
    }

    private static Map<String, Object> clientConfig(RegistryConfig config) {
        int millis = Math.toIntExact(config.timeout().toMillis());
        Map<String, Object> client =
                new HashMap<>(Map.of("http.connect.timeout.ms", millis, "http.read.timeout.ms", millis));
        config.userInfo().ifPresent(userInfo -> {
            client.put("basic.auth.credentials.source", "USER_INFO");
            client.put("basic.auth.user.info", userInfo);
        });
        return client;
    }

    @Override
    public int idOf(String subject, Schema schema) {
        try {
            return client.register(subject, new AvroSchema(SchemaCatalogue.json(schema)));
        } catch (RestClientException e) {
            if (e.getStatus() == CONFLICT || e.getStatus() == INVALID) {
                throw new IncompatibleSchema("the registry refuses " + subject + ": " + e.getMessage(), e);
            }
            throw unavailable(e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<Schema> schemaOf(int id) {
        Schema known = schemas.get(id);
        return known != null ? Optional.of(known) : fetch(id);
    }

    // Not client.getSchemaById: it answers a schema that is no Avro, or has references, with the IOException of a dead
    // registry.
    private Optional<Schema> fetch(int id) {
        try {
            SchemaString found = rest.getId(id);
            if (!isPlainAvro(found)) {
                return Optional.empty();
            }
            Optional<Schema> schema = parse(found.getSchemaString());
            schema.ifPresent(s -> schemas.put(id, s));
            return schema;
        } catch (RestClientException e) {
            if (e.getErrorCode() == SCHEMA_NOT_FOUND) {
                return Optional.empty();
            }
            throw unavailable(e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static Optional<Schema> parse(String json) {
        try {
            return Optional.of(new Schema.Parser().parse(json));
        } catch (RuntimeException e) { // Avro 1.12 answers an unknown type name with a NullPointerException
            log.warn("schema=unreadable cause=\"{}\"", e.toString());
            return Optional.empty();
        }
    }

    private static boolean isPlainAvro(SchemaString found) {
        boolean avro = found.getSchemaType() == null || found.getSchemaType().equals(AvroSchema.TYPE);
        return avro && (found.getReferences() == null || found.getReferences().isEmpty());
    }

    private RegistryUnavailable unavailable(Exception cause) {
        return new RegistryUnavailable("registry " + urls + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
