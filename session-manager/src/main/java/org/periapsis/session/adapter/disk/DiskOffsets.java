package org.periapsis.session.adapter.disk;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.OffsetStore;

/**
 * How far the agent has read, beside what it holds. Two files are written in turn, in place and to a fixed length: one is whole
 * whatever happens to the other, and a full disk does not keep them from being written. Datalabs, and the facts about them, are
 * read from the start each time: what they say is kept in memory only.
 */
public final class DiskOffsets implements OffsetStore {

    private static final int BLOCK = 4096;

    private final Path directory;
    private final Map<String, Long> offsets = new TreeMap<>();
    private final List<String> damage = new ArrayList<>();
    private long turn;

    /** Reads what an earlier life wrote into the directory, if anything. */
    public DiskOffsets(Path directory) throws IOException {
        this.directory = directory;
        JsonObject newest = null;
        for (int i = 0; i < 2; i++) {
            Optional<JsonObject> copy = read(slot(i));
            if (copy.isPresent() && (newest == null || copy.get().getLong("turn") > newest.getLong("turn"))) {
                newest = copy.get();
            }
        }
        if (newest != null) {
            turn = newest.getLong("turn");
            newest.getJsonObject("offsets")
                    .forEach(entry -> offsets.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
        } else if (!damage.isEmpty()) {
            damage.add("no copy of the offsets in " + directory
                    + " can be read: what was held is learnt from the log again, from its beginning");
        } else {
            earlier(directory.resolve("offsets.properties"));
        }
    }

    private Path slot(long number) {
        return directory.resolve("offsets." + number % 2);
    }

    private Optional<JsonObject> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = RecordFile.lineEnd(bytes, 0);
        Optional<String> sealed = end == bytes.length ? Optional.empty() : RecordFile.opened(bytes, 0, end);
        if (sealed.isEmpty()) {
            damage.add(file + " is not as it was written");
        }
        return sealed.map(JsonObject::new);
    }

    /** What earlier versions wrote. */
    private void earlier(Path file) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        try {
            Properties read = new Properties();
            read.load(new StringReader(Files.readString(file)));
            Map<String, Long> found = new HashMap<>();
            read.forEach((name, offset) -> found.put(name.toString(), Long.valueOf(offset.toString())));
            offsets.putAll(found);
        } catch (IOException | IllegalArgumentException unreadable) {
            damage.add(file + " cannot be understood: " + unreadable);
        }
    }

    /** What could not be read, for people. */
    public synchronized List<String> damage() {
        return List.copyOf(damage);
    }

    /** Whether an earlier life of this agent has read anything. */
    public synchronized boolean known() {
        return !offsets.isEmpty();
    }

    /** Everything is read again from its beginning: what was held is to be learnt from the log. */
    public synchronized void forget() {
        offsets.clear();
    }

    @Override
    public synchronized Map<TopicPartition, Long> load(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> known = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long offset = offsets.get(partition.toString());
            if (offset != null && !partition.topic().contains(Topic.DATALABS.baseName())) {
                known.put(partition, offset);
            }
        }
        return known;
    }

    /** Writes how far it has come; called when the effects of what was read are on disk. */
    public synchronized void save(Map<TopicPartition, Long> next) throws IOException {
        next.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
        JsonObject all = new JsonObject();
        offsets.forEach(all::put);
        String line = RecordFile.sealed(
                new JsonObject().put("turn", turn + 1).put("offsets", all).encode());
        write(slot(turn + 1), (line + "\n").getBytes(StandardCharsets.UTF_8));
        turn++;
    }

    private void write(Path file, byte[] line) throws IOException {
        boolean fresh = Files.notExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            int length = (line.length / BLOCK + 1) * BLOCK;
            ByteBuffer block = ByteBuffer.allocate((int) Math.max(length, channel.size()));
            block.put(line).rewind();
            for (long at = 0; block.hasRemaining(); ) {
                at += channel.write(block, at);
            }
            channel.force(true);
        }
        if (fresh) {
            PrivateFile.sync(directory);
        }
    }
}
