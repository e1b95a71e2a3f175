package org.periapsis.scheduler.domain;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Ids of what is over, so that facts which come late change nothing. An id whose request has been read may be forgotten; one
 * whose request is still to come (another topic, read later in a replay) may not, or it would start again.
 */
final class Concluded {
    private final Set<UUID> awaitingRequest = new LinkedHashSet<>();
    private final Set<UUID> seen = new LinkedHashSet<>();

    boolean contains(UUID id) {
        return seen.contains(id) || awaitingRequest.contains(id);
    }

    void add(UUID id, boolean requestRead) {
        if (requestRead) {
            seen.add(id);
        } else if (!seen.contains(id)) {
            awaitingRequest.add(id);
        }
    }

    void requestRead(UUID id) {
        if (awaitingRequest.remove(id)) {
            seen.add(id);
        }
    }

    void forgetBeyond(int most) {
        Iterator<UUID> oldest = seen.iterator();
        for (int surplus = seen.size() - most; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }
}
