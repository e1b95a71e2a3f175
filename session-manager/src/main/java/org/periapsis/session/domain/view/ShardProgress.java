package org.periapsis.session.domain.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Part;
import org.periapsis.session.domain.view.Views.Progress;

/**
 * How far one shard of a job has come. {@code done + failed + running} is what is placed; the rest of {@code tasks} waits.
 *
 * @param at the same for each site that has some of it, the one with the most tasks first
 */
public record ShardProgress(State state, long tasks, long done, long failed, long running, List<AtSite> at) {

    /** What of the shard is at one site. */
    public record AtSite(String site, long tasks, long done, long failed, long running) {}

    /** Where a shard is in its life. */
    public enum State {
        WAITING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * @param job with its shards
     * @param counts what sites tell of runs that go on, by run
     * @return one for each shard of the request, in its order
     */
    public static List<ShardProgress> of(EntityView job, Progress progress, Map<String, TaskCount> counts) {
        List<ShardProgress> shards = new ArrayList<>();
        for (int number = 0; number < job.request().shards().size(); number++) {
            shards.add(shard(job, number, job.request().shards().get(number).count(), progress, counts));
        }
        return shards;
    }

    private static ShardProgress shard(
            EntityView job, int number, long tasks, Progress progress, Map<String, TaskCount> counts) {
        Map<String, long[]> told = new TreeMap<>();
        for (Going run : progress.going()) {
            TaskCount count = counts.get(run.runId());
            if (run.shard() == number && count != null && count.epoch() == run.epoch()) {
                long[] sum = told.computeIfAbsent(run.site(), site -> new long[2]);
                sum[0] += count.done();
                sum[1] += count.failed();
            }
        }
        List<AtSite> at = progress.parts().stream()
                .filter(part -> part.shard() == number)
                .map(part -> at(part, told.getOrDefault(part.tally().site(), new long[2])))
                .sorted((a, b) -> Long.compare(b.tasks(), a.tasks()))
                .toList();
        long done = at.stream().mapToLong(AtSite::done).sum();
        long failed = at.stream().mapToLong(AtSite::failed).sum();
        long running = at.stream().mapToLong(AtSite::running).sum();
        return new ShardProgress(state(job, tasks, done, failed, running), tasks, done, failed, running, at);
    }

    private static AtSite at(Part part, long[] told) {
        long running = part.tally().running();
        // The log may know of the run's end already while the site's answer is older.
        long done = Math.min(told[0], running);
        long failed = Math.min(told[1], running - done);
        return new AtSite(
                part.tally().site(),
                part.tally().tasks(),
                part.tally().succeeded() + done,
                part.tally().failed() + failed,
                running - done - failed);
    }

    private static State state(EntityView job, long tasks, long done, long failed, long running) {
        if (done + failed >= tasks) {
            return failed > 0 ? State.FAILED : State.SUCCEEDED;
        }
        if (job.conclusion() != null) {
            return failed > 0 ? State.FAILED : State.CANCELLED;
        }
        return running + done + failed > 0 ? State.RUNNING : State.WAITING;
    }
}
