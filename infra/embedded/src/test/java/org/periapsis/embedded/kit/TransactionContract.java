package org.periapsis.embedded.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.periapsis.events.codec.Event;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.EventHeaders;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.events.registry.ConfluentSchemaIds;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.kafka.TransactionalPublisher;

/** What a transactional publisher promises. */
interface TransactionContract {
    KitBench bench();

    @Test
    default void eventsOfATransactionStandWhereItSays() throws Exception {
        bench().make(Topic.INTAKE, Topic.REPLICAS);
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE, Topic.REPLICAS);
        List<Event<?>> events = new ArrayList<>(Samples.intakes("a", "b"));
        events.addAll(Samples.replicas(8));

        List<Position> positions = bench().transactions().commit(events, Map.of(), null);

        KitBench.await("ten events", () -> view.rows().size() >= 10);
        Map<String, Position> seen = new HashMap<>();
        view.rows().forEach(c -> seen.put(c.event().subject(), c.position()));
        Map<String, Position> said = new HashMap<>();
        IntStream.range(0, 10).forEach(i -> said.put(events.get(i).subject(), positions.get(i)));
        assertThat(seen).isEqualTo(said);
    }

    @Test
    default void nothingOfAnAbortedTransactionIsSeen() throws Exception {
        bench().make(Topic.INTAKE);
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE);
        TransactionalPublisher publisher = bench().transactions();
        publisher.commit(Samples.intakes("a"), Map.of(), null);

        List<Event<?>> half = List.of(Samples.intake("b"), Samples.tooLarge("c"));
        assertThatThrownBy(() -> publisher.commit(half, Map.of(), null)).isInstanceOf(KafkaException.class);
        publisher.commit(Samples.intakes("d"), Map.of(), null);

        KitBench.await("the event after", () -> view.subjects().contains("d"));
        assertThat(view.subjects()).containsExactly("a", "d");
        assertThat(bench().raw().read(bench().name(Topic.INTAKE), 0, 2))
                .extracting(record -> RawLog.texts(record.headers()).get(EventHeaders.SEQ))
                .as("the aborted number is used again")
                .containsExactly("0", "1");
    }

    @Test
    default void anEventThatCannotBeEncodedAbortsItsTransaction() throws Exception {
        bench().make(Topic.INTAKE, Topic.REPLICAS);
        MemoryView view = new MemoryView();
        bench().reads(view, Topic.INTAKE, Topic.REPLICAS);
        List<Event<?>> events = List.of(Samples.intake("a"), Samples.replica("b"));
        AtomicBoolean away = new AtomicBoolean(true);
        try (ConfluentSchemaIds ids = bench().registry().client()) {
            TransactionalPublisher publisher = bench().transactions(new EventCodec(replicasUnknown(ids, away)));

            assertThatThrownBy(() -> publisher.commit(events, Map.of(), null))
                    .isInstanceOf(SchemaIds.RegistryUnavailable.class);
            away.set(false);
            publisher.commit(events, Map.of(), null);
        }

        KitBench.await("two events", () -> view.rows().size() >= 2);
        assertThat(view.subjects()).containsExactlyInAnyOrder("a", "b");
    }

    /** A registry that does not answer for one topic's types. */
    private static SchemaIds replicasUnknown(SchemaIds ids, AtomicBoolean away) {
        return new SchemaIds() {
            @Override
            public int idOf(String subject, Schema schema) {
                if (away.get() && subject.startsWith(Topic.REPLICAS.baseName())) {
                    throw new RegistryUnavailable("away", null);
                }
                return ids.idOf(subject, schema);
            }

            @Override
            public Optional<Schema> schemaOf(int id) {
                return ids.schemaOf(id);
            }
        };
    }

    @Test
    default void aSecondInstanceFencesTheFirst() throws Exception {
        bench().make(Topic.INTAKE);
        TransactionalPublisher first = bench().transactions();
        first.commit(Samples.intakes("a"), Map.of(), null);

        TransactionalPublisher second = bench().transactions();

        assertThatThrownBy(() -> first.commit(Samples.intakes("b"), Map.of(), null))
                .isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> first.commit(Samples.intakes("c"), Map.of(), null))
                .as("and it stays so")
                .isInstanceOf(ProducerFencedException.class);
        second.commit(Samples.intakes("d"), Map.of(), null);
        assertThat(bench().raw().read(bench().name(Topic.INTAKE), 0, 2))
                .extracting(ConsumerRecord::key)
                .containsExactly("a", "d");
    }

    @Test
    default void whatIsReadAndWhatIsWrittenTakeEffectTogether() throws Exception {
        bench().make(Topic.REPLICAS, Topic.INTAKE);
        KitBench.await(bench().publisher().publish(Samples.replicas(10)));
        var spec = KitBench.spec(FailurePolicy.STOP, FailurePolicy.STOP, Topic.REPLICAS);
        TransactionalPublisher first = bench().transactions();
        BatchHandler killedBehindTheCommit = batch -> {
            copy(first).handle(batch);
            throw new Killed();
        };

        Killed.awaitDeathOf(bench().reads(spec, killedBehindTheCommit, Optional.empty()));
        TransactionalPublisher second = bench().transactions();
        bench().reads(spec, copy(second), Optional.empty());

        String copies = bench().name(Topic.INTAKE);
        bench().raw().read(copies, 0, 10);
        bench().transactions().commit(Samples.intakes("end"), Map.of(), null);
        assertThat(bench().raw().read(copies, 0, 11))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "end");
    }

    /** Writes an event for each that was read, together with how far it has read. */
    private static BatchHandler copy(TransactionalPublisher publisher) {
        return batch -> {
            Map<TopicPartition, Long> next = new HashMap<>();
            batch.moves().forEach((partition, move) -> next.put(partition, move.next()));
            List<Event<?>> copies = new ArrayList<>();
            batch.events().forEach(c -> copies.add(Samples.intake(c.event().subject())));
            publisher.commit(copies, next, batch.group());
        };
    }
}
