package org.periapsis.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicWriterTest {

    @Test
    void everyTopicHasOneWriterExceptTheReceivers() {
        List<Topic> written = Arrays.stream(TopicWriter.values())
                .flatMap(writer -> writer.writes().stream())
                .toList();
        assertThat(written)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values())
                        .filter(topic -> topic != Topic.FEDERATION)
                        .toList());
    }

    @Test
    void aWriterHasTheScopeOfItsTopics() {
        for (TopicWriter writer : TopicWriter.values()) {
            assertThat(writer.writes()).allMatch(topic -> topic.scope() == writer.scope());
        }
    }

    @Test
    void anAccountIsNamedAfterServiceAndSite() {
        assertThat(TopicWriter.INGEST.account("esac")).isEqualTo("ingest-esac");
        assertThat(TopicWriter.SESSION_MANAGER.account("esac")).isEqualTo("session-manager");
    }
}
