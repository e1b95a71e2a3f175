package org.periapsis.notifier.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.codec.SchemaIds;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.observe.Observer;
import org.periapsis.notifier.domain.Tail;

/** Threads that read the log end by what nobody foresaw: here no client of Kafka can be made at all. */
class DeadThreadsTest {
    private final Observer observer = new Observer("notifier", "");
    private final RecordReader records = new RecordReader(new EventCodec(new NoSchemas()), observer);

    @Test
    void withoutTheThreadThatFollowsTheLogItDoesNotLive() {
        LogTailer tailer = new LogTailer(nowhere(), records, new Tail(16, 1 << 20), observer, () -> {});

        tailer.start();

        assertThatThrownBy(() -> tailer.begun().get(30, TimeUnit.SECONDS)).hasMessageContaining("consumer");
        assertThat(observer.live()).isFalse();
    }

    @Test
    void withoutAThreadThatReadsForThoseWhoAreBehindItDoesNotLive() throws Exception {
        CatchUpReaders readers = new CatchUpReaders(nowhere(), records, 1, observer);

        readers.start();

        observer.death().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(observer.live()).isFalse();
    }

    private static KafkaAccess nowhere() {
        KafkaConfig config = new KafkaConfig(
                "no-broker.invalid:9092", Optional.empty(), false, "", "http://127.0.0.1:1", Optional.empty());
        return new KafkaAccess(config, "notifier");
    }

    private static final class NoSchemas implements SchemaIds {
        @Override
        public int idOf(String subject, Schema schema) {
            return 1;
        }

        @Override
        public Optional<Schema> schemaOf(int id) {
            return Optional.empty();
        }
    }
}
