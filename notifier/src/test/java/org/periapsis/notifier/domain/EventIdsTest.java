package org.periapsis.notifier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.periapsis.events.topic.Topic;

class EventIdsTest {
    @Test
    void anIdGivesItsCursorBack() {
        Cursor cursor = new Cursor(
                Set.of(Topic.RUNS, Topic.INDEXED),
                Map.of(
                        new Partition("esac", Topic.RUNS, 2), 5_000_000_000L,
                        new Partition("jive", Topic.RUNS, 0), 1L,
                        new Partition("", Topic.INDEXED, 5), 127L));
        assertThat(EventIds.decode(EventIds.encode(cursor))).isEqualTo(cursor);
    }

    @Test
    void partitionsAtTheirBeginningAreLeftOut() {
        Partition partition = new Partition("", Topic.INDEXED, 0);
        Cursor cursor = new Cursor(Set.of(Topic.INDEXED), Map.of(partition, 0L));
        assertThat(EventIds.decode(EventIds.encode(cursor)).next(partition)).isZero();
        assertThat(EventIds.encode(cursor)).hasSizeLessThan(8);
    }

    @Test
    void idsOfTheWholeLogOfThreeSitesStayShort() {
        Map<Partition, Long> next = new HashMap<>();
        for (Topic topic : Topic.values()) {
            for (int number = 0; number < topic.partitions(); number++) {
                for (String site : topic.scope() == Topic.Scope.HUB ? Set.of("") : Set.of("esac", "jive", "skao")) {
                    next.put(new Partition(site, topic, number), 100_000L + number);
                }
            }
        }
        String id = EventIds.encode(new Cursor(EnumSet.allOf(Topic.class), next));
        assertThat(id).hasSizeLessThan(500);
        assertThat(EventIds.decode(id).next()).isEqualTo(next);
    }

    @Test
    void everyTopicHasItsNumber() {
        assertThat(EventIds.NUMBERS).containsExactlyInAnyOrder(Topic.values());
    }

    @Test
    void whatIsNoIdIsRefusedAndNeverBreaksAnything() {
        Random random = new Random(7);
        String good = EventIds.encode(
                new Cursor(Set.of(Topic.RUNS), Map.of(new Partition("esac", Topic.RUNS, 2), 5_000_000_000L)));
        assertThatThrownBy(() -> EventIds.decode("x".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventIds.decode("")).isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < 20_000; i++) {
            char[] text = good.toCharArray();
            text[random.nextInt(text.length)] = (char) ('!' + random.nextInt(90));
            try {
                EventIds.decode(new String(text));
            } catch (IllegalArgumentException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }
}
