package org.periapsis.kit.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;

/**
 * Where some topics end now: the topics are such that nobody writes in transactions, whose markers no reader meets. However
 * many ask, one question is on its way at a time; who comes meanwhile shares the next one, since what they saw may be newer
 * than the first. Thread-safe.
 */
public final class LogEnds {
    private static final int PATIENCE_MS = 4_000;

    private final Vertx vertx;
    private final KafkaAccess access;
    private final List<Topic> topics;
    private final Optional<String> site;
    private Admin admin;
    private boolean asking;
    private boolean closed;
    private Promise<List<Position>> next;

    /** @param site whose topics; empty for those of every site that there are */
    public LogEnds(Vertx vertx, KafkaAccess access, List<Topic> topics, Optional<String> site) {
        this.vertx = vertx;
        this.access = access;
        this.topics = List.copyOf(topics);
        this.site = site;
    }

    /** @return the last record of every partition that has any, as of this call or later; failed when Kafka does not tell in time */
    public Future<List<Position>> now() {
        Context context = vertx.getOrCreateContext();
        Promise<List<Position>> here = Promise.promise();
        Promise<List<Position>> mine;
        boolean first;
        synchronized (this) {
            next = next == null ? Promise.promise() : next;
            mine = next;
            first = !asking;
            asking = true;
        }
        mine.future().onComplete(told -> context.runOnContext(ignored -> here.handle(told)));
        if (first) {
            ask();
        }
        return here.future();
    }

    private void ask() {
        Promise<List<Position>> mine;
        synchronized (this) {
            mine = next;
            next = null;
            asking = mine != null;
        }
        if (mine != null) {
            look().onComplete(told -> {
                mine.handle(told);
                ask();
            });
        }
    }

    private Future<List<Position>> look() {
        return vertx.executeBlocking(this::open, false)
                .compose(open -> names(open).compose(names -> ends(open, names)));
    }

    /** Making one looks up the brokers' names, and fails where they are not known. */
    private synchronized Admin open() {
        if (closed) {
            throw new IllegalStateException("the ends of the log are asked for no more");
        }
        if (admin == null) {
            Map<String, Object> properties = access.common("ends");
            properties.put("reconnect.backoff.max.ms", "1000");
            admin = Admin.create(properties);
        }
        return admin;
    }

    private Future<Set<String>> names(Admin open) {
        if (site.isPresent()) {
            return Future.succeededFuture(topics.stream()
                    .map(topic -> topic.name(access.prefix(), site.get()))
                    .collect(Collectors.toSet()));
        }
        Pattern wanted = ConsumerSpec.pattern(access.prefix(), topics, site);
        return future(open.listTopics(new ListTopicsOptions().timeoutMs(PATIENCE_MS))
                        .names())
                .map(all -> all.stream()
                        .filter(name -> wanted.matcher(name).matches())
                        .collect(Collectors.toSet()));
    }

    private Future<List<Position>> ends(Admin open, Set<String> names) {
        Set<TopicPartition> partitions = names.stream()
                .flatMap(name -> IntStream.range(
                                0, Topic.ofName(name).orElseThrow().partitions())
                        .mapToObj(number -> new TopicPartition(name, number)))
                .collect(Collectors.toSet());
        Future<Map<TopicPartition, ListOffsetsResultInfo>> first = offsets(open, partitions, OffsetSpec.earliest());
        Future<Map<TopicPartition, ListOffsetsResultInfo>> next = offsets(open, partitions, OffsetSpec.latest());
        return Future.all(first, next).map(both -> last(first.result(), next.result()));
    }

    private Future<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Admin open, Set<TopicPartition> partitions, OffsetSpec which) {
        return partitions.isEmpty()
                ? Future.succeededFuture(Map.of())
                : future(open.listOffsets(
                                partitions.stream().collect(Collectors.toMap(each -> each, each -> which)),
                                new ListOffsetsOptions().timeoutMs(PATIENCE_MS))
                        .all());
    }

    /** Of what retention has emptied there is nothing that a reader could come to. */
    private static List<Position> last(
            Map<TopicPartition, ListOffsetsResultInfo> first, Map<TopicPartition, ListOffsetsResultInfo> next) {
        return next.entrySet().stream()
                .filter(end -> end.getValue().offset() > first.get(end.getKey()).offset())
                .map(end -> new Position(
                        end.getKey().topic(),
                        end.getKey().partition(),
                        end.getValue().offset() - 1))
                .toList();
    }

    private <T> Future<T> future(KafkaFuture<T> asked) {
        return Future.fromCompletionStage(asked.toCompletionStage(), vertx.getOrCreateContext());
    }

    /** Asks no more. */
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    Admin open;
                    synchronized (this) {
                        closed = true;
                        open = admin;
                        admin = null;
                    }
                    if (open != null) {
                        open.close(Duration.ofSeconds(2));
                    }
                    return null;
                },
                false);
    }
}
