package org.periapsis.session.domain.view;

import java.util.List;
import org.periapsis.events.SiteScore;

/**
 * One site's place in a decision. Terms in seconds; they add up to {@code totalS}.
 *
 * @param refusal why the site was filtered out; null when it was scored
 */
public record Score(
        String site,
        String refusal,
        double waitS,
        double transferS,
        double imageS,
        double egressS,
        double totalS,
        long localBytes,
        long movedBytes) {

    static List<Score> of(List<SiteScore> scores) {
        return scores.stream()
                .map(s -> new Score(
                        s.getSite(),
                        s.getRefusal(),
                        s.getWaitS(),
                        s.getTransferS(),
                        s.getImageS(),
                        s.getEgressS(),
                        s.getTotalS(),
                        s.getLocalBytes(),
                        s.getMovedBytes()))
                .toList();
    }
}
