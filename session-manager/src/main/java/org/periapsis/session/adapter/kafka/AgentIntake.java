package org.periapsis.session.adapter.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.session.adapter.disk.DiskOffsets;
import org.periapsis.session.domain.agent.DatalabCatalogue;
import org.periapsis.session.domain.agent.SiteAgent;

/**
 * Hands events to the agent; the offsets follow when what they ask for is on disk.
 *
 * @param agent that obeys them
 * @param catalogue that learns of datalabs
 * @param offsets how far it has come
 */
public record AgentIntake(SiteAgent agent, DatalabCatalogue catalogue, DiskOffsets offsets) implements BatchHandler {

    @Override
    public void handle(Batch batch) throws Exception {
        for (Consumed consumed : batch.events()) {
            catalogue.apply(consumed.data());
            agent.handle(consumed.data());
        }
        Map<TopicPartition, Long> next = new HashMap<>();
        batch.moves().forEach((partition, move) -> next.put(partition, move.next()));
        offsets.save(next);
    }
}
