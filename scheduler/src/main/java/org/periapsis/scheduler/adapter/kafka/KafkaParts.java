package org.periapsis.scheduler.adapter.kafka;

import java.util.List;
import java.util.Optional;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.ReaderGroup;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.ConsumerSpec;
import org.periapsis.kit.kafka.DeadLetters;
import org.periapsis.kit.kafka.FailurePolicy;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.TransactionalPublisher;

/** Makes a term's clients. */
record KafkaParts(KafkaAccess access, EventCodec codec) {
    /** The one transactional id: opening it fences whoever had it. */
    static final String TRANSACTIONAL_ID = "scheduler";

    LogReader reader() {
        return new LogReader(access, codec);
    }

    Lease lease() {
        return new Lease(access);
    }

    TransactionalPublisher publisher() {
        codec.register(Topic.DECISIONS);
        return new TransactionalPublisher(access, codec, "hub", "scheduler", TRANSACTIONAL_ID);
    }

    AsideLetters asideLetters(DeadLetters letters, LogReader reader) {
        return new AsideLetters(access, letters, written -> reader.wrote(List.of(written)));
    }

    DeadLetters deadLetters() {
        return new DeadLetters(
                access,
                new ConsumerSpec(
                        "scheduler",
                        ReaderGroup.SCHEDULER.id("", ""),
                        List.copyOf(ReaderGroup.SCHEDULER.reads()),
                        Optional.empty(),
                        FailurePolicy.DEAD_LETTER,
                        FailurePolicy.STOP,
                        2_000));
    }
}
