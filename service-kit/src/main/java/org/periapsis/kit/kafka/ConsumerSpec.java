package org.periapsis.kit.kafka;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.periapsis.events.topic.Topic;

/**
 * What a consumer reads, and what it does about what it cannot handle.
 *
 * @param name for threads, metrics and health
 * @param group group id without the deployment prefix
 * @param topics what it reads
 * @param site reads this site's topics only; empty for every site's
 * @param policy for records that can never be handled
 * @param unknown for events of a type that this version does not know: SKIP, or STOP for those who must not miss anything
 * @param maxRecords records in a batch at most
 */
public record ConsumerSpec(
        String name,
        String group,
        List<Topic> topics,
        Optional<String> site,
        FailurePolicy policy,
        FailurePolicy unknown,
        int maxRecords) {
    public ConsumerSpec {
        topics = List.copyOf(topics);
    }

    Pattern pattern(String prefix) {
        return pattern(prefix, topics, site);
    }

    /** @return matches the names of some topics: of one site, or of every one */
    static Pattern pattern(String prefix, List<Topic> topics, Optional<String> site) {
        return Pattern.compile(topics.stream()
                .map(topic -> site.isPresent() ? Pattern.quote(topic.name(prefix, site.get())) : topic.pattern(prefix))
                .collect(Collectors.joining("|")));
    }
}
