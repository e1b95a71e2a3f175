package org.periapsis.scheduler.domain;

import org.periapsis.events.Resources;

/** A resource vector in whole units, so that adding and taking away in any order ends at the same value. */
public record Amount(long milliCores, long memoryMib, long gpus) {
    public static final Amount NONE = new Amount(0, 0, 0);

    public static Amount of(Resources resources) {
        return new Amount(
                Math.round(resources.getCores() * 1000),
                Math.max(0, resources.getMemoryMib()),
                Math.max(0, resources.getGpus()));
    }

    public Amount plus(Amount other) {
        return new Amount(milliCores + other.milliCores, memoryMib + other.memoryMib, gpus + other.gpus);
    }

    public Amount minus(Amount other) {
        return new Amount(milliCores - other.milliCores, memoryMib - other.memoryMib, gpus - other.gpus);
    }

    /** @return the same without negative parts */
    public Amount floor() {
        return new Amount(Math.max(0, milliCores), Math.max(0, memoryMib), Math.max(0, gpus));
    }

    public boolean fits(Amount room) {
        return milliCores <= room.milliCores && memoryMib <= room.memoryMib && gpus <= room.gpus;
    }

    /** @return how many of these fit into the room, at most {@code most} */
    public int timesIn(Amount room, int most) {
        if (!fits(room)) {
            return 0;
        }
        long times = most;
        times = milliCores > 0 ? Math.min(times, room.milliCores / milliCores) : times;
        times = memoryMib > 0 ? Math.min(times, room.memoryMib / memoryMib) : times;
        times = gpus > 0 ? Math.min(times, room.gpus / gpus) : times;
        return Math.toIntExact(times);
    }

    /** @return for people: {@code 2 cores, 4096 MiB, 1 GPU} */
    public String text() {
        String cores = milliCores % 1000 == 0 ? Long.toString(milliCores / 1000) : Double.toString(milliCores / 1000.0);
        return cores + (milliCores == 1000 ? " core, " : " cores, ") + memoryMib + " MiB"
                + (gpus == 0 ? "" : ", " + gpus + (gpus == 1 ? " GPU" : " GPUs"));
    }
}
