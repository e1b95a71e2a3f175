package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.periapsis.session.domain.view.TaskCount;
import org.periapsis.session.domain.view.Views;
import org.periapsis.session.domain.view.Views.Failure;
import org.periapsis.session.domain.view.Views.Going;
import org.periapsis.session.domain.view.Views.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks sites how a job's tasks stand: the log has a run's tasks when it is over, and of those that failed the number only. A
 * site that does not answer is named, and what the log has stands.
 */
final class JobTasks {
    private static final Logger LOG = LoggerFactory.getLogger(JobTasks.class);
    private static final int SITES = 20;
    private static final int FAILED_RUNS = 20;
    private static final long REMEMBERED = 4L << 20;

    private final TaskSource source;
    private final ConcludedTasks concluded = new ConcludedTasks(REMEMBERED);

    /** The agents, by role. */
    interface TaskSource {
        /** The runs of a job that an agent holds. */
        Future<List<TaskCount>> held(String endpoint, String pass, UUID job);

        /** One run that may have been let go. */
        Future<List<TaskCount>> of(String endpoint, String pass, UUID job, Failure run);
    }

    /**
     * What sites told.
     *
     * @param going by run, of those that go on
     * @param failed by run, of those that failed
     * @param unheard sites that were asked and did not answer
     */
    record Told(Map<String, TaskCount> going, Map<String, TaskCount> failed, Set<String> unheard) {}

    JobTasks(TaskSource source) {
        this.source = source;
    }

    /** @param pass by which sites tell of this job; empty: none is asked */
    Future<Told> ask(UUID job, Optional<String> pass, Progress progress, List<Views.Site> sites) {
        Map<String, String> endpoints = pass.isEmpty() ? Map.of() : endpoints(sites);
        Told told = new Told(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        List<Future<Void>> asked = new ArrayList<>();
        String by = pass.orElse("");
        progress.going().stream()
                .map(Going::site)
                .distinct()
                .limit(SITES)
                .forEach(site -> asked.add(noting(told, site, endpoints, () -> source.held(endpoints.get(site), by, job)
                        .map(runs -> {
                            runs.forEach(run -> told.going().put(run.runId(), run));
                            return null;
                        }))));
        progress.failures().stream()
                .limit(FAILED_RUNS)
                .forEach(run -> asked.add(failed(told, job, by, run, endpoints)));
        return Future.all(asked).map(told);
    }

    private static Map<String, String> endpoints(List<Views.Site> sites) {
        return sites.stream()
                .filter(site -> site.view().offer() != null && !site.view().lost())
                .collect(Collectors.toMap(
                        Views.Site::id, site -> site.view().offer().endpoint()));
    }

    private Future<Void> failed(Told told, UUID job, String pass, Failure run, Map<String, String> endpoints) {
        String key = job + "/" + run.runId() + "/" + run.epoch();
        Optional<TaskCount> known = concluded.of(key);
        if (known.isPresent()) {
            told.failed().put(run.runId(), known.get());
            return Future.succeededFuture();
        }
        // A run that failed as a whole left no word about its tasks.
        if (run.failed() == 0) {
            return Future.succeededFuture();
        }
        return noting(told, run.site(), endpoints, () -> source.of(endpoints.get(run.site()), pass, job, run)
                .map(runs -> {
                    runs.forEach(count -> keep(told, key, run, count));
                    return null;
                }));
    }

    private void keep(Told told, String key, Failure run, TaskCount count) {
        told.failed().put(run.runId(), count);
        if ("CONCLUDED".equals(run.phase())) {
            concluded.keep(key, count);
        }
    }

    private static Future<Void> noting(
            Told told, String site, Map<String, String> endpoints, Supplier<Future<Void>> question) {
        if (!endpoints.containsKey(site)) {
            told.unheard().add(site);
            return Future.succeededFuture();
        }
        return Stages.here(question.get()).recover(failure -> {
            LOG.debug("event=tasks-unheard site={}", site, failure);
            told.unheard().add(site);
            return Future.succeededFuture();
        });
    }
}
