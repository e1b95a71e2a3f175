package org.periapsis.notifier.domain;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.periapsis.events.topic.Topic;

/**
 * Cursors as ids of server-sent events: base64url of a version, the topics read, and per site and topic the next offsets as
 * varints. Offsets of 0 are left out. A reader brings its last id back and goes on exactly there, whatever instance answers.
 */
public final class EventIds {
    private static final int VERSION = 1;
    private static final int LONGEST = 16 * 1024;
    private static final int MOST_PARTITIONS = 4096;
    /** Topics by their number in an id. Append only: ids outlive a version. */
    static final List<Topic> NUMBERS = List.of(
            Topic.PRODUCTS,
            Topic.INTAKE,
            Topic.REPLICAS,
            Topic.TRANSFERS,
            Topic.INDEXED,
            Topic.OFFERS,
            Topic.REQUESTS,
            Topic.DECISIONS,
            Topic.RUNS,
            Topic.DATALABS,
            Topic.ACCOUNTS,
            Topic.BASKETS,
            Topic.SUBSCRIPTIONS,
            Topic.FEDERATION);

    private EventIds() {}

    /** @return the id of a place on the log */
    public static String encode(Cursor cursor) {
        Map<String, TreeMap<Topic, TreeMap<Integer, Long>>> sites = new TreeMap<>();
        cursor.next().forEach((partition, offset) -> {
            if (offset > 0) {
                sites.computeIfAbsent(partition.site(), site -> new TreeMap<>())
                        .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                        .put(partition.number(), offset);
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(VERSION);
        varint(out, mask(cursor.topics()));
        varint(out, sites.size());
        sites.forEach((site, topics) -> {
            byte[] name = site.getBytes(StandardCharsets.UTF_8);
            varint(out, name.length);
            out.writeBytes(name);
            varint(out, topics.size());
            topics.forEach((topic, offsets) -> {
                varint(out, NUMBERS.indexOf(topic));
                varint(out, offsets.lastKey() + 1L);
                for (int number = 0; number <= offsets.lastKey(); number++) {
                    varint(out, offsets.getOrDefault(number, 0L));
                }
            });
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /** @throws IllegalArgumentException when the text is not an id of ours */
    public static Cursor decode(String id) {
        if (id.length() > LONGEST) {
            throw new IllegalArgumentException("the id is too long");
        }
        ByteArrayInputStream in =
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(id));
        if (in.read() != VERSION) {
            throw new IllegalArgumentException("the id has another version");
        }
        Set<Topic> topics = topics(varint(in));
        Map<Partition, Long> next = new HashMap<>();
        for (long sites = varint(in); sites > 0; sites--) {
            String site = text(in);
            for (long count = varint(in); count > 0; count--) {
                Topic topic = topic(varint(in));
                long partitions = varint(in);
                for (int number = 0; number < partitions; number++) {
                    long offset = varint(in);
                    if (offset > 0) {
                        next.put(new Partition(site, topic, number), offset);
                    }
                    if (next.size() > MOST_PARTITIONS) {
                        throw new IllegalArgumentException("the id has too many partitions");
                    }
                }
            }
        }
        if (in.read() != -1) {
            throw new IllegalArgumentException("the id does not end where it should");
        }
        return new Cursor(topics, next);
    }

    private static long mask(Set<Topic> topics) {
        return topics.stream().mapToLong(topic -> 1L << NUMBERS.indexOf(topic)).sum();
    }

    private static Set<Topic> topics(long mask) {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (int number = 0; number < Long.SIZE; number++) {
            if ((mask & (1L << number)) != 0) {
                topics.add(topic(number));
            }
        }
        return topics;
    }

    /** @return a topic's number in ids; it never changes */
    public static int number(Topic topic) {
        return NUMBERS.indexOf(topic);
    }

    /** @throws IllegalArgumentException when no topic has the number */
    public static Topic topic(long number) {
        if (number < 0 || number >= NUMBERS.size()) {
            throw new IllegalArgumentException("the id names a topic that this version does not know");
        }
        return NUMBERS.get((int) number);
    }

    private static String text(ByteArrayInputStream in) {
        long length = varint(in);
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("the id ends too early");
        }
        byte[] bytes = new byte[(int) length];
        in.readNBytes(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long varint(ByteArrayInputStream in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new IllegalArgumentException("the id ends too early");
            }
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("the id holds a number that is too long");
    }
}
