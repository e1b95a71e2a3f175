package org.periapsis.session.domain.view;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.periapsis.session.domain.request.Requester;

/** What people read, by role. Whatever a person may not see is as if it were not there. */
public interface Views {

    /**
     * A session, job or build as the view has it.
     *
     * @param run its run 0, which is all that a session has; empty for none
     * @param siteLost whether that run's site is lost now
     */
    record Found(UUID id, EntityView entity, RunView run, boolean siteLost, long runs) {}

    /** Where a page begins: after this entry. Newest first. */
    record After(long requestedAt, UUID id) {}

    /** Tasks of a job by site or shard; a running run's tasks are in neither sum. */
    record Tally(String key, long runs, long tasks, long succeeded, long failed, long localBytes, long movedBytes) {}

    /** A run that failed, wholly or in part. */
    record Failure(String runId, int epoch, String site, String phase, String reason, int failed) {}

    /** How far a job has come. {@code shards}: by the shard's number. */
    record Progress(List<Tally> sites, List<Tally> shards, List<Failure> failures) {}

    /** A line of a timeline and where it stands: {@code cursor} names it for the page after. */
    record Line(long at, Moment moment, String cursor) {}

    /** A version of a datalab. */
    record Datalab(String id, String version, DatalabView view) {}

    /** A site. */
    record Site(String id, SiteView view) {}

    /** The session, job or build under an id, whoever asks: for deciding about a repeated key. */
    CompletionStage<Optional<Found>> any(UUID id);

    CompletionStage<Optional<Found>> find(String kind, UUID id, Requester who);

    /**
     * @param liveOnly leaves out what is over
     * @param after null for the first page
     */
    CompletionStage<List<Found>> list(String kind, Requester who, boolean liveOnly, After after, int limit);

    CompletionStage<Progress> progress(UUID job);

    /** @return the run's current epoch's site; empty when the run is unknown */
    CompletionStage<Optional<String>> siteOfRun(UUID entity, String runId);

    /** @param after cursor of the last line that was read; null for the first page */
    CompletionStage<List<Line>> timeline(UUID entity, String after, int limit);

    /** Versions of a datalab that the person may use or has drafted, newest first; of all when {@code id} is null. */
    CompletionStage<List<Datalab>> datalabs(String id, Requester who, int limit);

    CompletionStage<Optional<DatalabView>> datalab(String id, String version);

    CompletionStage<List<Site>> sites();
}
