package org.periapsis.embedded.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.periapsis.embedded.Patience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that their coordinator takes for ended and a partition does not: everybody who reads committed records would
 * stand before them for ever. A broker that is killed between the two leaves one behind when, at its next start, the partition
 * has no leader yet as the coordinator looks: Kafka 4.3 takes that for a topic that was deleted
 * ({@code KRaftMetadataCache.getPartitionLeaderEndpoint}). To be done before there are clients.
 */
final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Between two looks: what both see is not on its way to its end. */
    private static final long APART_MS = 500;

    private static final Set<TransactionState> ON_ITS_WAY = Set.of(
            TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT, TransactionState.PREPARE_EPOCH_FENCE);
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT, TransactionState.EMPTY);

    private final Admin admin;

    /** An open end: who holds up the readers of a partition from which offset on. */
    private record Open(TopicPartition partition, long producer, long from) {}

    HangingTransactions(Admin admin) {
        this.admin = admin;
    }

    /** @return how many there were */
    int end(TransactionMarkers markers) throws IOException, InterruptedException {
        Map<Open, ProducerState> first = hanging();
        if (first.isEmpty()) {
            return 0;
        }
        TimeUnit.MILLISECONDS.sleep(APART_MS);
        Map<Long, TransactionState> states = states();
        Map<Open, ProducerState> still = hanging();
        still.keySet().retainAll(first.keySet());
        for (Map.Entry<Open, ProducerState> each : still.entrySet()) {
            Open open = each.getKey();
            ProducerState producer = each.getValue();
            boolean commit = states.get(open.producer()) == TransactionState.COMPLETE_COMMIT;
            LOG.warn(
                    "event=hanging-transaction partition={} offset={} producer={} ended={}",
                    open.partition(),
                    open.from(),
                    open.producer(),
                    commit ? "committed" : "aborted");
            markers.write(
                    open.partition(),
                    open.producer(),
                    (short) producer.producerEpoch(),
                    producer.coordinatorEpoch().orElse(0),
                    commit);
        }
        return still.size();
    }

    private Map<Open, ProducerState> hanging() {
        Map<Long, TransactionState> states = states();
        Map<Open, ProducerState> found = new HashMap<>();
        get(admin.describeProducers(partitions()).all())
                .forEach((partition, state) -> open(partition, state).forEach((open, producer) -> {
                    TransactionState known = states.get(open.producer());
                    if (known == null || ENDED.contains(known)) {
                        found.put(open, producer);
                    }
                }));
        return found;
    }

    private static Map<Open, ProducerState> open(TopicPartition partition, PartitionProducerState state) {
        Map<Open, ProducerState> open = new HashMap<>();
        for (ProducerState producer : state.activeProducers()) {
            producer.currentTransactionStartOffset()
                    .ifPresent(from -> open.put(new Open(partition, producer.producerId(), from), producer));
        }
        return open;
    }

    /** What the coordinators know of each producer, once none is about to end one. */
    private Map<Long, TransactionState> states() {
        Map<Long, TransactionState> states = new HashMap<>();
        Patience.until("transactions that end", PATIENCE, () -> {
            states.clear();
            Collection<TransactionListing> all = get(admin.listTransactions().all());
            all.forEach(each -> states.put(each.producerId(), each.state()));
            return states.values().stream().noneMatch(ON_ITS_WAY::contains);
        });
        return states;
    }

    /** All, once each has a leader, those of the coordinators too. */
    private List<TopicPartition> partitions() {
        Set<String> names =
                get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        List<TopicPartition> partitions = new ArrayList<>();
        Patience.until("leaders of all partitions", PATIENCE, () -> {
            partitions.clear();
            Map<String, TopicDescription> topics =
                    get(admin.describeTopics(names).allTopicNames());
            boolean led = topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
            topics.forEach((name, topic) ->
                    topic.partitions().forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
            return led;
        });
        // Records of the coordinators themselves are in no transaction.
        partitions.removeIf(each -> each.topic().equals(Topic.TRANSACTION_STATE_TOPIC_NAME));
        return partitions;
    }

    private static <T> T get(KafkaFuture<T> asked) {
        try {
            return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not tell of its transactions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
