package org.periapsis.embedded.stack;

import java.util.Optional;
import org.periapsis.events.topic.TopicWriter;

/**
 * The credentials of one service instance, one secret for each part that it reaches.
 *
 * @param service which service it is
 * @param site the site it serves; empty for a service of the hub
 * @param secrets its passwords
 */
public record ServiceAccount(TopicWriter service, Optional<String> site, Secrets secrets) {

    /**
     * Passwords by part; never printed.
     *
     * @param kafka at the broker
     * @param postgres at the database
     * @param s3 at the object store
     * @param registry at the schema registry
     */
    public record Secrets(String kafka, String postgres, String s3, String registry) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** Its name at Kafka, S3 and the registry, such as {@code ingest-esac}. */
    public String name() {
        return service.account(site.orElse(""));
    }

    /** Its role and schema in PostgreSQL, such as {@code ingest_esac}. */
    public String role() {
        return name().replace('-', '_');
    }
}
