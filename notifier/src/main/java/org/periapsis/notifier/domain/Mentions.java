package org.periapsis.notifier.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.DatalabRef;
import org.periapsis.events.Provenance;
import org.periapsis.events.RunRef;
import org.periapsis.events.codec.Event;
import org.periapsis.events.topic.Topic;

/**
 * Which ids an event is about or names: its subject, the entities in its fields, and for decisions, runs and transfers the
 * sites. What a site holds is no part of the site's life, nor are its heartbeats; what is in a basket is the basket's.
 */
public final class Mentions {
    /** Topics that have a history. */
    public static final Set<Topic> TOPICS = Set.copyOf(EnumSet.complementOf(EnumSet.of(Topic.OFFERS)));

    private static final int MOST = 256;
    private static final int LONGEST = 1_024;
    private static final Set<String> ENTITIES = Set.of(
            "product_id",
            "session_id",
            "job_id",
            "build_id",
            "entity_id",
            "transfer_id",
            "datalab_id",
            "basket_id",
            "subscription_id",
            "search_id",
            "refusal_id");
    private static final Set<String> SITES = Set.of("site", "source_site", "target_site");
    private static final Set<Topic> OF_SITES = Set.of(Topic.DECISIONS, Topic.RUNS, Topic.TRANSFERS, Topic.FEDERATION);

    private final Set<String> ids = new LinkedHashSet<>();
    private final boolean ofSites;

    private Mentions(Topic topic) {
        this.ofSites = OF_SITES.contains(topic);
    }

    /** @return the ids, at most 256; none for an event of a topic without history */
    public static Set<String> of(Event<? extends SpecificRecord> event) {
        Topic topic = Topic.of(event.data());
        if (!TOPICS.contains(topic)) {
            return Set.of();
        }
        Mentions mentions = new Mentions(topic);
        mentions.add(event.subject());
        mentions.fields(event.data());
        return Set.copyOf(mentions.ids);
    }

    /** @return the number under which an id is looked up; another id may have the same */
    public static long key(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void fields(SpecificRecord record) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value == null) {
                continue;
            }
            if (ENTITIES.contains(field.name()) || (ofSites && SITES.contains(field.name()))) {
                add(value.toString());
            } else if (field.name().equals("run_id")) {
                run(record, value);
            } else if (value instanceof RunRef || value instanceof Provenance) {
                fields((SpecificRecord) value);
            } else if (value instanceof DatalabRef datalab) {
                add(datalab.getId());
            } else if (field.name().equals("datalab")) {
                add(value.toString());
            } else if (field.name().equals("input_ids") && value instanceof Collection<?> inputs) {
                inputs.forEach(input -> add(input.toString()));
            }
        }
    }

    /** A run's number is its entity's: the two together name it. */
    private void run(SpecificRecord record, Object run) {
        for (String of : new String[] {"entity_id", "job_id"}) {
            Schema.Field entity = record.getSchema().getField(of);
            if (entity != null && record.get(entity.pos()) != null) {
                add(record.get(entity.pos()) + "/" + run);
                return;
            }
        }
    }

    private void add(String id) {
        if (!id.isEmpty() && id.length() <= LONGEST && ids.size() < MOST) {
            ids.add(id);
        }
    }
}
