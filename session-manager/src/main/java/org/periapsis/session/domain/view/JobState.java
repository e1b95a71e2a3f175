package org.periapsis.session.domain.view;

/** Where a job is in its life, as people are told. */
public enum JobState {
    SUBMITTED,
    WAITING,
    RUNNING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** True when nothing more will happen. */
    public boolean over() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** @param runs number of its runs that were ever placed */
    public static JobState of(EntityView job, long runs) {
        if (job.conclusion() != null) {
            return switch (job.conclusion().outcome()) {
                case "SUCCEEDED" -> SUCCEEDED;
                case "STOPPED" -> CANCELLED;
                default -> FAILED;
            };
        }
        if (job.stop() != null) {
            return CANCELLING;
        }
        if (runs > 0) {
            return RUNNING;
        }
        return job.waiting().isEmpty() ? SUBMITTED : WAITING;
    }
}
