package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.events.JobCancelRequested;
import org.periapsis.session.domain.request.KnownProducts;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.view.JobState;
import org.periapsis.session.domain.view.Party;
import org.periapsis.session.domain.view.Views.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs: submit one, watch it by site and shard, end it, find what it made. */
final class JobRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(JobRoutes.class);
    private static final String KIND = "JOB";

    private final Desk desk;
    private final Submissions submissions;
    private final Logs logs;
    private final JobTasks tasks;
    private final KnownProducts known;
    private final Lists lists;

    JobRoutes(Desk desk, Submissions submissions, Logs logs, Lists lists, JobTasks tasks, KnownProducts known) {
        this.desk = desk;
        this.submissions = submissions;
        this.logs = logs;
        this.tasks = tasks;
        this.known = known;
        this.lists = lists;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("submitJob").addHandler(context -> Answers.with(context, this::submit));
        routes.getRoute("listJobs")
                .addHandler(context -> Answers.with(context, each -> lists.of(each, KIND, JobJson::of)));
        routes.getRoute("readJob").addHandler(context -> Answers.with(context, this::read));
        routes.getRoute("cancelJob").addHandler(context -> Answers.with(context, this::cancel));
        routes.getRoute("readJobTimeline")
                .addHandler(context -> Answers.with(context, each -> lists.timeline(each, KIND)));
        routes.getRoute("readJobOutputs").addHandler(context -> Answers.with(context, this::outputs));
        routes.getRoute("readJobLogs").addHandler(context -> Answers.with(context, this::logs));
    }

    private Future<Void> submit(RoutingContext context) {
        Call call = Call.of(context);
        return submissions
                .job(call, Bodies.job(context.body().asJsonObject()))
                .compose(taken -> Answers.accepted(
                        context,
                        "jobs/" + taken.id(),
                        taken.position(),
                        new JsonObject()
                                .put("id", taken.id().toString())
                                .put("state", JobState.SUBMITTED.name())
                                .put("tasks", taken.count())
                                .put("bytes", taken.bytes())));
    }

    private Future<Void> read(RoutingContext context) {
        return Answers.found(context, desk, KIND).compose(found -> json(found, Call.who(context), RunPass.of(context))
                .compose(context::json));
    }

    private Future<JsonObject> json(Found found, Requester who, Optional<String> pass) {
        return Stages.future(desk.views().progress(found.id()))
                .compose(progress -> Stages.future(desk.views().sites())
                        .compose(sites -> tasks.ask(found.id(), pass, progress, sites))
                        .compose(told -> named(told, who).map(inputs -> JobJson.of(found, progress, told, inputs))));
    }

    /** While the index is silent failed tasks are told by their numbers alone. */
    private Future<Set<String>> named(JobTasks.Told told, Requester who) {
        return Stages.future(known.among(JobFailures.inputs(told), who)).recover(failure -> {
            LOG.warn("event=inputs-withheld cause={}", failure.toString());
            return Future.succeededFuture(Set.of());
        });
    }

    private Future<Void> cancel(RoutingContext context) {
        Call call = Call.of(context);
        return Answers.found(context, desk, KIND).compose(found -> {
            Party party = found.entity().party();
            if (!call.who().operator() && !call.who().is(party.issuer(), party.subject())) {
                throw new RequestRefused(
                        RequestRefused.Code.FORBIDDEN,
                        null,
                        "Only its owner or an operator may end a job",
                        "Ask " + party.subject(),
                        null);
            }
            if (JobState.of(found.entity(), found.runs()).over()) {
                return context.response().setStatusCode(204).end();
            }
            if (found.entity().stop() != null) {
                return Answers.accepted(
                        context, null, found.entity().request().stamp().position(), JobJson.of(found));
            }
            String id = found.id().toString();
            JobCancelRequested event = JobCancelRequested.newBuilder()
                    .setJobId(found.id())
                    .setOwner(call.who().owner())
                    .setTeam(party.team())
                    .setAuthority(found.entity().request().authority())
                    .setReason("cancelled by " + call.who().subject())
                    .build();
            RequestLog.Entry entry = new RequestLog.Entry(call.eventId("cancel", id), id, event);
            return desk.append(List.of(entry), call.trace()).compose(positions -> desk.freshness()
                    .settled(positions)
                    .compose(there -> Stages.future(desk.views().any(found.id())))
                    .compose(now -> Answers.accepted(context, null, positions.get(0), JobJson.of(now.orElse(found)))));
        });
    }

    /** Outputs are products like others: the indexer has them, under the job that made them. */
    private Future<Void> outputs(RoutingContext context) {
        return Answers.found(context, desk, KIND)
                .compose(found -> Stages.future(desk.views().progress(found.id()))
                        .compose(progress -> context.json(new JsonObject()
                                .put("job", found.id().toString())
                                .put("products", "/products?job=" + found.id())
                                .put(
                                        "tasks_succeeded",
                                        progress.sites().stream()
                                                .mapToLong(site -> site.succeeded())
                                                .sum())
                                .put(
                                        "sites",
                                        new JsonArray(progress.sites().stream()
                                                .map(site -> site.site())
                                                .toList())))));
    }

    private Future<Void> logs(RoutingContext context) {
        String run = context.request().getParam("run");
        return Answers.found(context, desk, KIND).compose(found -> logs.relay(context, found, run == null ? "0" : run));
    }
}
