package org.periapsis.embedded.kit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.ObjectUnknown;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.codec.Event;

/** Events of two topics of one writer: {@code intake} with one partition, {@code replicas} with six. */
final class Samples {
    static final String SITE = "esac";
    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private Samples() {}

    static Event<ObjectUnknown> intake(String subject) {
        return event(subject, new ObjectUnknown(SITE, "products", "raw/" + subject + ".fits", 2_880L));
    }

    static List<Event<ObjectUnknown>> intakes(String... subjects) {
        return List.of(subjects).stream().map(Samples::intake).toList();
    }

    static Event<ReplicaLost> replica(String subject) {
        return event(subject, new ReplicaLost(subject, SITE, "the checksum differs"));
    }

    static List<Event<ReplicaLost>> replicas(int count) {
        return IntStream.range(0, count).mapToObj(i -> replica("m" + i)).toList();
    }

    /** @param length in characters, of one letter */
    static Event<ObjectUnknown> intake(String subject, int length) {
        return event(subject, new ObjectUnknown(SITE, "products", "x".repeat(length), 0L));
    }

    /** More than a producer sends in one request. */
    static Event<ObjectUnknown> tooLarge(String subject) {
        return intake(subject, 2 << 20);
    }

    private static <T extends SpecificRecord> Event<T> event(String subject, T data) {
        Instant time = Instant.parse("2026-11-22T07:00:00.123Z");
        return new Event<>("id-" + subject, "/sites/esac/ingest", subject, time, Optional.of(TRACE), data);
    }
}
