package org.periapsis.scheduler.domain;

import org.periapsis.scheduler.domain.Offers.Heard;

/** Declares sites lost that let their deadline pass, and returned when they are heard again. */
final class SitePlanner {
    void plan(State state, World world, Limits limits, Plan plan) {
        for (Heard heard : world.offers().all()) {
            if (!heard.offer().getAuthority().equals(limits.authority())) {
                continue;
            }
            boolean overdue = heard.overdueMs(world.heardMs()) > 0;
            String previous = state.lastSiteEvent(heard.site());
            if (overdue && !state.lost(heard.site())) {
                plan.siteLost(heard.offer(), previous);
            } else if (!overdue && heard.live() && state.lost(heard.site())) {
                plan.siteReturned(heard.offer(), previous);
            }
        }
    }
}
