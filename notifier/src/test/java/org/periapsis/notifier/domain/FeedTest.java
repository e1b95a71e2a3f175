package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DataRights;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.notifier.Samples;

class FeedTest {
    private static final Filter INDEXED = Filter.of(List.of("ProductIndexed"), List.of(), List.of(), List.of());
    private static final Partition FIRST = new Partition("", Topic.INDEXED, 0);

    private static Feed feed(Filter filter) {
        return new Feed(filter, Viewer.nobody(), Cursor.beginning(filter.topics()));
    }

    @Test
    void passesEachEventOnceWhereverItWasRead() {
        Feed feed = feed(INDEXED);
        List<LogEvent> events = Samples.indexedFrom(0, 3);
        assertThat(events)
                .allMatch(event -> feed.pass(event, Map.of(), Samples.TIME).isPresent());
        assertThat(events)
                .noneMatch(event -> feed.pass(event, Map.of(), Samples.TIME).isPresent());
        assertThat(feed.cursor().next(FIRST)).isEqualTo(3);
    }

    @Test
    void goesPastWhatIsNotForTheReader() {
        Feed feed = feed(INDEXED);
        LogEvent secret = Samples.logged("", 0, 8, Samples.indexed("p", DataRights.PROPRIETARY, null));
        assertThat(feed.pass(secret, Map.of(), Samples.TIME).isPresent()).isFalse();
        assertThat(feed.cursor().next(FIRST)).isEqualTo(9);
    }

    @Test
    void filtersByTypeSubjectSiteAndTopic() {
        LogEvent event = Samples.logged("jive", 0, 4, Samples.accepted(new UUID(1, 1), "jive"));
        assertThat(filter("RunAccepted", "s4", "jive", "runs").matches(event)).isTrue();
        assertThat(filter("RunAccepted", "s5", "jive", "runs").matches(event)).isFalse();
        assertThat(filter("RunAccepted", "s4", "esac", "runs").matches(event)).isFalse();
        assertThat(filter("RunReady", "s4", "jive", "runs").matches(event)).isFalse();
        assertThat(filter("RunAccepted", "s4", "jive", "decisions").matches(event))
                .isFalse();
    }

    @Test
    void refusesNamesThatWouldNeverMatch() {
        assertThatThrownBy(() -> filter("NoSuchType", "s", "esac", "runs")).isInstanceOf(Filter.UnknownName.class);
        assertThatThrownBy(() -> filter("RunReady", "s", "esac", "nothing")).isInstanceOf(Filter.UnknownName.class);
    }

    @Test
    void typesDecideWhichTopicsAreRead() {
        assertThat(INDEXED.topics()).containsExactly(Topic.INDEXED);
        assertThat(Filter.of(List.of(), List.of(), List.of(), List.of()).topics())
                .containsExactlyInAnyOrder(Topic.values());
    }

    @Test
    void aWiderFilterBeginsWhatWasNotReadBeforeWhereTheLogIs() {
        Partition run = new Partition("esac", Topic.RUNS, 0);
        Cursor was = new Cursor(Set.of(Topic.INDEXED), Map.of(FIRST, 5L));
        Cursor now = new Cursor(Set.of(Topic.values()), Map.of(FIRST, 9L, run, 7L));
        Cursor wider = was.forTopics(Set.of(Topic.INDEXED, Topic.RUNS), now);
        assertThat(wider.next(FIRST)).isEqualTo(5);
        assertThat(wider.next(run)).isEqualTo(7);
    }

    @Test
    void aTopicThatAppearedMeanwhileIsReadFromItsBeginning() {
        Cursor was = new Cursor(Set.of(Topic.RUNS), Map.of());
        Partition fresh = new Partition("skao", Topic.RUNS, 1);
        Cursor now = new Cursor(Set.of(Topic.values()), Map.of(fresh, 4L));
        assertThat(was.forTopics(Set.of(Topic.RUNS), now).next(fresh)).isZero();
        assertThat(was.behind(now)).containsExactly(fresh);
    }

    private static Filter filter(String type, String subject, String site, String topic) {
        return Filter.of(List.of(type), List.of(subject), List.of(site), List.of(topic));
    }
}
