package org.periapsis.cli.external;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.periapsis.events.topic.Topic;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Polling;

/** What came of everything that was acknowledged: there once, announced once, the same bytes, every job done. */
record Reckoning(Installation here, PlatformClient person, Load load, Findings findings) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    void all(Announcements announcements) throws Exception {
        Map<String, Integer> once = new TreeMap<>();
        load.acknowledged().forEach(id -> once.put(id, 1));
        compare("the view", once, settled(once, this::view));
        compare("the log of what was announced", once, settled(once, this::log));
        compare("the event stream", once, settled(once, () -> only(once, announcements.times())));
        for (Map.Entry<String, String> file : load.files().entrySet()) {
            HttpResponse<byte[]> read = person.download("/api/files/" + PlatformClient.encode(file.getKey()));
            if (read.statusCode() != 200 || !Products.sha256(read.body()).equals(file.getValue())) {
                findings.wrong("at the end", file.getKey() + " is read with " + read.statusCode());
            }
        }
        for (String job : load.jobs().keySet()) {
            JsonObject ended = Polling.until(Duration.ofMinutes(5), "job " + job + " to end", () -> {
                JsonObject seen = person.get("/api/jobs/" + job);
                return ENDED.contains(seen.getString("state")) ? seen : null;
            });
            if (!ended.getString("state").equals("SUCCEEDED")) {
                findings.wrong("at the end", "job " + ended.encode());
            }
        }
        String aside = here.shell().run("periapsis dlq list --kafka prepared/kafka/admin.properties");
        if (aside.contains("set-aside") || aside.contains("periapsis.")) {
            findings.wrong("at the end", "set aside: " + aside);
        }
    }

    @FunctionalInterface
    private interface Source {
        Map<String, Integer> count() throws IOException;
    }

    /** Waits until it has as much as it must, and tells whatever it then has. */
    private static Map<String, Integer> settled(Map<String, Integer> wanted, Source source) throws IOException {
        try {
            return Polling.until(PATIENCE, "all of it", () -> {
                Map<String, Integer> found = source.count();
                return found.keySet().containsAll(wanted.keySet()) ? found : null;
            });
        } catch (IOException late) {
            return source.count();
        }
    }

    private void compare(String where, Map<String, Integer> wanted, Map<String, Integer> found) {
        Map<String, String> differences = new TreeMap<>();
        wanted.forEach((id, one) -> {
            if (found.getOrDefault(id, 0) != 1) {
                differences.put(id, found.getOrDefault(id, 0) + " times");
            }
        });
        found.forEach((id, times) -> {
            if (!wanted.containsKey(id)) {
                differences.put(id, "never acknowledged");
            }
        });
        if (!differences.isEmpty()) {
            findings.wrong(where, differences.size() + " of " + wanted.size() + " products: " + differences);
        }
    }

    private Map<String, Integer> view() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        String page = "/api/products?obs_collection=" + Load.COLLECTION + "&limit=1000";
        for (String next = page; next != null; ) {
            JsonObject answer = person.get(next);
            answer.getJsonArray("products")
                    .forEach(product ->
                            found.merge(((JsonObject) product).getString("obs_publisher_did"), 1, Integer::sum));
            String after = answer.getString("next");
            next = after == null ? null : page + "&after=" + PlatformClient.encode(after);
        }
        return found;
    }

    /** As somebody with tools of their own reads it, by the account that is there for it. */
    private Map<String, Integer> log() throws IOException {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", here.kafka().bootstrap());
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"reader\" password=\""
                        + Files.readString(here.prepared().resolve("secrets/kafka/reader"))
                                .strip() + "\";");
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", here.kafka().authorities().toString());
        properties.put("isolation.level", "read_committed");
        Map<String, Integer> announced = new TreeMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> places = consumer.partitionsFor(Topic.INDEXED.name("", "")).stream()
                    .map(place -> new TopicPartition(place.topic(), place.partition()))
                    .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(each -> announced.merge(each.key(), 1, Integer::sum));
            }
        }
        return only(load.acknowledged(), announced);
    }

    private static Map<String, Integer> only(Map<String, Integer> wanted, Map<String, Integer> found) {
        return only(wanted.keySet(), found);
    }

    /** Others' products were there too: the inputs, and what jobs brought forth. */
    private static Map<String, Integer> only(Set<String> wanted, Map<String, Integer> found) {
        Map<String, Integer> ours = new TreeMap<>(found);
        ours.keySet().retainAll(wanted);
        return ours;
    }
}
