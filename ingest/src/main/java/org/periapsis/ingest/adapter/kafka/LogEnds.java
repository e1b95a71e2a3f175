package org.periapsis.ingest.adapter.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.KafkaAccess;
import org.periapsis.kit.kafka.Position;

/** Where this site's topics end now. */
public final class LogEnds {
    private static final long SECONDS = 20;

    private LogEnds() {}

    /** The last record of every partition that has any. Blocks. */
    public static List<Position> of(KafkaAccess access, String site, List<Topic> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (Topic topic : topics) {
            for (int p = 0; p < topic.partitions(); p++) {
                wanted.put(new TopicPartition(topic.name(access.prefix(), site), p), OffsetSpec.latest());
            }
        }
        List<Position> ends = new ArrayList<>();
        try (Admin admin = Admin.create(access.common("ends"))) {
            admin.listOffsets(wanted).all().get(SECONDS, TimeUnit.SECONDS).forEach((partition, end) -> {
                if (end.offset() > 0) {
                    ends.add(new Position(partition.topic(), partition.partition(), end.offset() - 1));
                }
            });
        }
        return ends;
    }
}
