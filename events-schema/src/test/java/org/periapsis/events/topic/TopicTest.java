package org.periapsis.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.SiteOffered;

class TopicTest {
    @Test
    void namesASiteTopicWithItsSiteAndAHubTopicWithout() {
        assertThat(Topic.PRODUCTS.name("", "esac")).isEqualTo("esac.periapsis.products.v1");
        assertThat(Topic.DECISIONS.name("", "esac")).isEqualTo("periapsis.decisions.v1");
        assertThat(Topic.PRODUCTS.name("test-", "esac")).isEqualTo("test-esac.periapsis.products.v1");
    }

    @ParameterizedTest
    @EnumSource
    void findsItselfInItsFullName(Topic topic) {
        assertThat(Topic.ofName(topic.name("", "jive"))).contains(topic);
        assertThat(Topic.ofName(topic.name("org.prefix.", "jive"))).contains(topic);
        assertThat(Topic.ofName(topic.baseName())).contains(topic);
    }

    @ParameterizedTest
    @EnumSource
    void patternMatchesTheTopicOfEverySiteAndNothingElse(Topic topic) {
        Pattern pattern = Pattern.compile(topic.pattern("p."));

        assertThat(topic.name("p.", "esac")).matches(pattern);
        assertThat("p." + topic.baseName()).matches(pattern);
        assertThat(topic.name("", "esac")).doesNotMatch(pattern);
        assertThat("q." + topic.baseName()).doesNotMatch(pattern);
        assertThat(topic.name("p.", "esac").replace('.', 'x')).doesNotMatch(pattern);
        assertThat(ReaderGroup.deadLetters(topic.name("p.", "esac"), "g")).doesNotMatch(pattern);
        for (Topic other : Topic.values()) {
            assertThat(pattern.matcher(other.name("p.", "esac")).matches()).isEqualTo(other == topic);
        }
    }

    @Test
    void foreignTopicsAreNotOurs() {
        assertThat(Topic.ofName("esac.periapsis.products.v2")).isEmpty();
        assertThat(Topic.ofName("esacperiapsis.products.v1")).isEmpty();
        assertThat(Topic.ofName("__consumer_offsets")).isEmpty();
        assertThat(Topic.ofName("esac.periapsis.products.v1.indexer.dlq")).isEmpty();
    }

    @Test
    void readsTheSiteOutOfAFullName() {
        assertThat(Topic.siteOf("esac.periapsis.runs.v1", "")).contains("esac");
        assertThat(Topic.siteOf("p.esac.periapsis.runs.v1", "p.")).contains("esac");
        assertThat(Topic.siteOf("periapsis.decisions.v1", "")).isEmpty();
        assertThat(Topic.siteOf("p.periapsis.decisions.v1", "p.")).isEmpty();
    }

    @Test
    void findsTheTopicOfAnEvent() {
        assertThat(Topic.type("ProductIngested")).contains(ProductIngested.class);
        assertThat(Topic.type("ObsCore")).isEmpty();
        assertThat(Topic.type("NoSuchThing")).isEmpty();
        assertThat(Topic.DECISIONS.types()).contains(RunPlaced.class);
        assertThat(Topic.OFFERS.types()).containsExactly(SiteOffered.class);
    }

    @Test
    void saysWhatKafkaKeeps() {
        assertThat(Topic.PRODUCTS.kept().kafkaConfig())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
        assertThat(Topic.TRANSFERS.kept().kafkaConfig())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "7776000000");
        assertThat(Topic.OFFERS.kept().kafkaConfig()).containsEntry("cleanup.policy", "compact");
    }

    @ParameterizedTest
    @EnumSource
    void everyTopicHasAWriterAKeyAndPartitions(Topic topic) {
        assertThat(topic.writer()).isNotBlank();
        assertThat(topic.key()).isNotBlank();
        assertThat(topic.partitions()).isPositive();
        assertThat(topic.types()).isNotEmpty();
    }
}
