package org.periapsis.scheduler.domain;

import java.util.Optional;
import java.util.TreeMap;
import org.periapsis.events.QuotaSet;

/** Teams' quotas. A change names the version it replaces, and the first on the log holds. */
final class Quotas {
    private final TreeMap<String, QuotaSet> byTeam = new TreeMap<>();

    void apply(QuotaSet event) {
        int known = quota(event.getTeam()).map(QuotaSet::getVersion).orElse(0);
        if (event.getExpectedVersion() == known && event.getVersion() > known) {
            byTeam.put(event.getTeam(), event);
        }
    }

    Optional<QuotaSet> quota(String team) {
        return Optional.ofNullable(byTeam.get(team));
    }

    void canonical(StringBuilder out) {
        byTeam.forEach((team, quota) -> out.append("quota ")
                .append(team)
                .append(' ')
                .append(quota.getVersion())
                .append('\n'));
    }
}
