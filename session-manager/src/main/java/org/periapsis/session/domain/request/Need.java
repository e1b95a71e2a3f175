package org.periapsis.session.domain.request;

import org.periapsis.events.Resources;

/** Resources of a run: cores, memory in MiB, GPUs. */
public record Need(double cores, long memoryMib, int gpus) {
    public Resources toEvent() {
        return new Resources(cores, memoryMib, gpus);
    }
}
