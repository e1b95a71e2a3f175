package org.periapsis.embedded.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ObjectUnknown;
import org.periapsis.events.ReplicaLost;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventHeaders;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.KafkaEventPublisher.PublishFailed;
import org.periapsis.kit.kafka.Position;

/** What a publisher promises. */
interface PublishingContract {
    KitBench bench();

    @Test
    default void anEventArrivesAsItWasPublished() throws Exception {
        bench().make(Topic.INTAKE);
        Event<ObjectUnknown> event = Samples.intake("m31");
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE);

        Position position = KitBench.await(bench().publisher().publish(event));

        KitBench.await("the event", () -> !view.rows().isEmpty());
        Consumed consumed = view.rows().get(0);
        assertThat(consumed.event()).isEqualTo(event);
        assertThat(consumed.position()).isEqualTo(position);
        ConsumerRecord<String, byte[]> record =
                bench().raw().read(bench().name(Topic.INTAKE), 0, 1).get(0);
        assertThat(record.key()).isEqualTo("m31");
        assertThat(consumed.bytes()).isEqualTo(record.value().length);
        assertThat(consumed.written().toEpochMilli()).isEqualTo(record.timestamp());
        assertThat(RawLog.texts(record.headers()))
                .containsEntry(EventHeaders.SPEC_VERSION, "1.0")
                .containsEntry(EventHeaders.ID, "id-m31")
                .containsEntry(EventHeaders.SOURCE, "/sites/esac/ingest")
                .containsEntry(EventHeaders.TYPE, "org.periapsis.ObjectUnknown")
                .containsEntry(EventHeaders.SUBJECT, "m31")
                .containsEntry(EventHeaders.TIME, "2026-11-22T07:00:00.123Z")
                .containsEntry(EventHeaders.CONTENT_TYPE, "application/avro")
                .containsEntry(EventHeaders.TRACEPARENT, Samples.TRACE)
                .containsEntry(EventHeaders.SEQ, "0")
                .hasEntrySatisfying(
                        EventHeaders.SCHEMA, sha256 -> assertThat(sha256).matches("[0-9a-f]{64}"))
                .hasEntrySatisfying(
                        EventHeaders.ORIGIN, origin -> assertThat(origin).startsWith("esac/writer/"));
    }

    @Test
    default void aPublisherSaysWhereEachEventStands() throws Exception {
        bench().make(Topic.REPLICAS);
        List<Event<ReplicaLost>> events = Samples.replicas(40);
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.REPLICAS);

        List<Position> positions = KitBench.await(bench().publisher().publish(events));

        KitBench.await("forty events", () -> view.rows().size() >= 40);
        Map<String, Position> seen = new HashMap<>();
        view.rows().forEach(c -> seen.put(c.event().subject(), c.position()));
        Map<String, Position> said = new HashMap<>();
        IntStream.range(0, 40).forEach(i -> said.put(events.get(i).subject(), positions.get(i)));
        assertThat(seen).isEqualTo(said);
        assertThat(positions).extracting(Position::partition).contains(0, 1, 2, 3, 4, 5);
    }

    @Test
    default void aWritersRecordsAreNumberedWithoutAHole() throws Exception {
        bench().make(Topic.REPLICAS);
        KafkaEventPublisher publisher = bench().publisher();
        List<Position> positions = KitBench.await(publisher.publish(Samples.replicas(20)));
        KitBench.await(publisher.publish(Samples.replicas(20)));

        for (int partition = 0; partition < Topic.REPLICAS.partitions(); partition++) {
            int own = partition;
            int count = 2
                    * (int) positions.stream().filter(p -> p.partition() == own).count();
            List<ConsumerRecord<String, byte[]>> records =
                    bench().raw().read(bench().name(Topic.REPLICAS), partition, count);
            assertThat(records)
                    .extracting(record -> header(record, EventHeaders.SEQ))
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    default void aRefusedEventFailsAndBeginsANewIncarnation() throws Exception {
        bench().make(Topic.INTAKE);
        KafkaEventPublisher publisher = bench().publisher();
        KitBench.await(publisher.publish(Samples.intake("a")));

        assertThatThrownBy(() -> KitBench.await(publisher.publish(
                        List.of(Samples.intake("before"), Samples.tooLarge("b"), Samples.intake("after")))))
                .hasCauseInstanceOf(PublishFailed.class)
                .satisfies(failure -> assertThat(Failures.of(failure)).isEqualTo(FailureClass.POISON));
        KitBench.await(publisher.publish(Samples.intake("c")));

        List<ConsumerRecord<String, byte[]>> records = bench().raw().read(bench().name(Topic.INTAKE), 0, 2);
        assertThat(records).extracting(ConsumerRecord::key).containsExactly("a", "c");
        assertThat(records)
                .extracting(record -> header(record, EventHeaders.SEQ))
                .containsExactly("0", "0");
        assertThat(header(records.get(0), EventHeaders.ORIGIN))
                .isNotEqualTo(header(records.get(1), EventHeaders.ORIGIN));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
