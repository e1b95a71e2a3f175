package org.periapsis.notifier.domain;

import org.periapsis.events.topic.Topic;

/**
 * A partition of the log.
 *
 * @param site whose topic it is; empty for a hub topic
 * @param number from 0
 */
public record Partition(String site, Topic topic, int number) implements Comparable<Partition> {
    @Override
    public int compareTo(Partition other) {
        int bySite = site.compareTo(other.site);
        int byTopic = bySite != 0 ? bySite : topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
    }
}
