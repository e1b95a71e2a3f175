package org.periapsis.session.adapter.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.RunAccepted;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunRef;
import org.periapsis.events.codec.Decoded;
import org.periapsis.events.codec.EventCodec;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.session.domain.agent.RunId;

/** What an agent that has lost its disk reads of its own topic, so that it starts nothing twice. */
public final class RunHistory {

    private static final Duration POLL = Duration.ofMillis(200);

    private RunHistory() {}

    /** The runs that this site has taken, and whether they are over. Blocks until the end of the topic. */
    public static Map<RunId, Boolean> read(KafkaAccess access, EventCodec codec, String site) {
        Map<RunId, Boolean> runs = new HashMap<>();
        String topic = Topic.RUNS.name(access.prefix(), site);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(access.consumer("history"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(POLL)) {
                    if (codec.decode(each.value(), each.headers()) instanceof Decoded.Known known) {
                        apply(runs, known.event().data());
                    }
                }
            }
        }
        return runs;
    }

    private static void apply(Map<RunId, Boolean> runs, SpecificRecord fact) {
        if (fact instanceof RunAccepted accepted) {
            runs.putIfAbsent(id(accepted.getRun()), false);
        } else if (fact instanceof RunExited exited) {
            runs.put(id(exited.getRun()), true);
        } else if (fact instanceof RunLost lost) {
            runs.put(id(lost.getRun()), true);
        }
    }

    private static RunId id(RunRef run) {
        return new RunId(run.getEntityId(), run.getRunId(), run.getEpoch());
    }
}
