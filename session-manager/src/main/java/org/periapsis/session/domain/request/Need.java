package org.periapsis.session.domain.request;

import org.periapsis.events.Resources;

/** Resources of a run: cores, memory in MiB, GPUs. */
public record Need(double cores, long memoryMib, int gpus) {
    /** Each of them, or what is given where that is more. */
    Need atLeast(Need least) {
        return new Need(Math.max(cores, least.cores), Math.max(memoryMib, least.memoryMib), Math.max(gpus, least.gpus));
    }

    public Resources toEvent() {
        return new Resources(cores, memoryMib, gpus);
    }
}
