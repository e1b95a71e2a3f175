package org.periapsis.session.adapter.disk;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.kafka.OffsetStore;

/**
 * How far the agent has read, beside what it holds. Datalabs, and the facts about them, are read from the start each time: what
 * they say is kept in memory only.
 */
public final class DiskOffsets implements OffsetStore {

    private final Path file;
    private final Properties offsets = new Properties();

    /** Reads the file, if there is one. */
    public DiskOffsets(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            offsets.load(new StringReader(Files.readString(file)));
        }
    }

    /** Whether an earlier life of this agent has read anything. */
    public synchronized boolean known() {
        return !offsets.isEmpty();
    }

    @Override
    public synchronized Map<TopicPartition, Long> load(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> known = new HashMap<>();
        for (TopicPartition partition : partitions) {
            String offset = offsets.getProperty(partition.toString());
            if (offset != null && !partition.topic().contains(Topic.DATALABS.baseName())) {
                known.put(partition, Long.valueOf(offset));
            }
        }
        return known;
    }

    /** Writes how far it has come; called when the effects of what was read are on disk. */
    public synchronized void save(Map<TopicPartition, Long> next) throws IOException {
        next.forEach((partition, offset) -> offsets.setProperty(partition.toString(), Long.toString(offset)));
        StringWriter text = new StringWriter();
        offsets.store(text, null);
        PrivateFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
