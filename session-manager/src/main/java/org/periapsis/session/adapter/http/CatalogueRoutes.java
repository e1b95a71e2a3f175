package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.events.BuildRequested;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.Owner;
import org.periapsis.events.door.Numbers;
import org.periapsis.events.door.Text;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.http.Aside;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.session.domain.request.BuildSource;
import org.periapsis.session.domain.request.Need;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.view.DatalabView;
import org.periapsis.session.domain.view.Views.Datalab;

/** What there is to run and where: datalabs, their drafts and builds, and sites. */
final class CatalogueRoutes {
    private static final int MOST = 500;
    private static final Need BUILD = new Need(1, 2048, 0);

    private final Desk desk;
    private final Lists lists;
    private final String authority;

    CatalogueRoutes(Desk desk, Lists lists, String authority) {
        this.desk = desk;
        this.lists = lists;
        this.authority = authority;
    }

    void mount(RouterBuilder routes) {
        routes.getRoute("listDatalabs").addHandler(context -> Answers.with(context, this::datalabs));
        routes.getRoute("readDatalab").addHandler(context -> Answers.with(context, this::datalab));
        routes.getRoute("draftDatalab").addHandler(context -> Answers.with(context, this::draft));
        routes.getRoute("requestBuild").addHandler(context -> Answers.with(context, this::build));
        routes.getRoute("listSites").addHandler(context -> Answers.with(context, this::sites));
    }

    private Future<Void> datalabs(RoutingContext context) {
        Requester who = Call.who(context);
        return lists.inTurn(context, () -> desk.freshness()
                .require(ServiceRoutes.positions(context))
                .compose(fresh -> Stages.future(desk.views().datalabs(null, who, MOST)))
                .compose(found -> Aside.made(
                        context, () -> new JsonObject().put("items", Json.array(found, CatalogueJson::datalab)))));
    }

    private Future<Void> datalab(RoutingContext context) {
        Requester who = Call.who(context);
        String id = context.pathParam("id");
        return lists.inTurn(context, () -> desk.freshness()
                .require(ServiceRoutes.positions(context))
                .compose(fresh ->
                        desk.freshness().sure(() -> Stages.future(desk.views().datalabs(id, who, MOST)), List::isEmpty))
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw RequestRefused.notFound("There is no datalab " + id);
                    }
                    Datalab newest = found.stream()
                            .filter(each -> each.view().startable())
                            .findFirst()
                            .orElse(found.get(0));
                    return Aside.made(context, () -> CatalogueJson.datalab(newest)
                            .put("versions", Json.array(found, CatalogueJson::datalab)));
                }));
    }

    private Future<Void> draft(RoutingContext context) {
        Call call = Call.of(context);
        JsonObject body = context.body().asJsonObject();
        String id = body.getString("id");
        String version = body.getString("version");
        DatalabDrafted event = DatalabDrafted.newBuilder()
                .setDatalabId(id)
                .setVersion(version)
                .setOwner(call.who().owner())
                .setTeam(call.who().team(body.getString("team")))
                .setDescriptor(descriptor(body))
                .build();
        // The same person drafting the same text again is a repetition, with or without a key.
        UUID eventId = DerivedId.of(
                "draft", id, version, call.who().issuer(), call.who().subject(), call.canonicalBody());
        return named(id, event.getOwner())
                .compose(free -> Stages.future(desk.views().datalab(id, version)))
                .compose(known -> known.isPresent() && known.get().draftedAt() != null
                        ? Future.succeededFuture(List.<String>of())
                        : desk.append(List.of(new RequestLog.Entry(eventId, id, event)), call.trace()))
                .compose(positions -> (positions.isEmpty()
                                ? Future.succeededFuture(true)
                                : desk.freshness().settled(positions))
                        .compose(there -> named(id, event.getOwner()))
                        .compose(own -> decided(context, id, version, eventId, positions)));
    }

    /** Refuses a name that is another's, whatever its versions are: what there is of them is not told. */
    private Future<Void> named(String id, Owner who) {
        return Stages.future(desk.views().datalabOwner(id)).map(owner -> {
            if (owner.filter(its -> !its.equals(who)).isPresent()) {
                throw RequestRefused.conflict("The name " + id + " is another's", "Choose a name of your own");
            }
            return null;
        });
    }

    /** The log's order decides which draft a version is. */
    private Future<Void> decided(
            RoutingContext context, String id, String version, UUID eventId, List<String> positions) {
        return Stages.future(desk.views().datalab(id, version)).compose(found -> {
            if (found.isEmpty() || found.get().draftedAt() == null) {
                return Answers.accepted(
                        context,
                        "datalabs/" + id,
                        positions.get(0),
                        new JsonObject().put("id", id).put("version", version).put("state", "DRAFTED"));
            }
            if (!found.get().draftEvent().equals(eventId.toString())) {
                throw RequestRefused.conflict(
                        "Version " + version + " of " + id + " is drafted already", "Choose a new version");
            }
            context.response().setStatusCode(201).putHeader("Location", "datalabs/" + id);
            if (!positions.isEmpty()) {
                context.response().putHeader(org.periapsis.kit.kafka.Position.HEADER, positions.get(0));
            }
            return context.json(CatalogueJson.datalab(new Datalab(id, version, found.get())));
        });
    }

    private DatalabDescriptor descriptor(JsonObject body) {
        JsonObject resources = body.getJsonObject("resources", new JsonObject());
        Need otherwise = desk.limits().need();
        Need least = desk.limits().least();
        Need most = desk.limits().most();
        Object cores = resources.getValue("cores");
        Object memory = resources.getValue("memory_mib");
        Object gpus = resources.getValue("gpus");
        Need need = new Need(
                cores == null ? otherwise.cores() : Numbers.real("resources.cores", cores, least.cores(), most.cores()),
                memory == null
                        ? otherwise.memoryMib()
                        : Numbers.whole("resources.memory_mib", memory, least.memoryMib(), most.memoryMib()),
                gpus == null
                        ? otherwise.gpus()
                        : (int) Numbers.whole("resources.gpus", gpus, least.gpus(), most.gpus()));
        return DatalabDescriptor.newBuilder()
                .setTitle(Text.NAME.of("title", body.getString("title")))
                .setSummary(body.getString("summary"))
                .setKind(DatalabKind.valueOf(body.getString("kind")))
                .setCommand(Bodies.command("command", body.getJsonArray("command")))
                .setNeeds(Bodies.strings(body.getJsonArray("needs", new JsonArray())))
                .setResources(need.toEvent())
                .setCreator(body.getString("creator"))
                .setLicence(body.getString("licence"))
                .setKeywords(Bodies.strings(body.getJsonArray("keywords", new JsonArray())))
                .setFileTypes(Bodies.strings(body.getJsonArray("file_types", new JsonArray())))
                .build();
    }

    private Future<Void> build(RoutingContext context) {
        Call call = Call.of(context);
        JsonObject body = context.body().asJsonObject();
        String datalab = body.getString("datalab_id");
        String version = body.getString("version");
        String source = BuildSource.checked(body.getString("source"));
        return Stages.future(desk.views().datalabs(datalab, call.who(), MOST)).compose(visible -> {
            Optional<DatalabView> known = visible.stream()
                    .filter(each -> each.version().equals(version))
                    .map(Datalab::view)
                    .findFirst();
            if (known.isEmpty()) {
                throw RequestRefused.invalid(
                        "version",
                        "There is no draft of version " + version + " of " + datalab,
                        "Draft it with POST /datalabs first");
            }
            boolean own = call.who().operator()
                    || call.who()
                            .is(
                                    known.get().party().issuer(),
                                    known.get().party().subject());
            if (!own) {
                throw new RequestRefused(
                        RequestRefused.Code.FORBIDDEN, null, "Only its author may build a datalab", null, null);
            }
            if (known.get().image() != null) {
                throw RequestRefused.conflict("This version is built already", "Draft a new version");
            }
            UUID id = call.entityId("build");
            BuildRequested event = BuildRequested.newBuilder()
                    .setBuildId(id)
                    .setOwner(call.who().owner())
                    .setTeam(known.get().party().team())
                    .setAuthority(authority)
                    .setDatalabId(datalab)
                    .setVersion(version)
                    .setSource(source)
                    .setResources(BUILD.toEvent())
                    .build();
            UUID eventId = DerivedId.of("requested", id.toString(), call.canonicalBody());
            return desk.append(List.of(new RequestLog.Entry(eventId, id.toString(), event)), call.trace())
                    .compose(positions -> Answers.accepted(
                            context,
                            null,
                            positions.get(0),
                            new JsonObject().put("id", id.toString()).put("state", "REQUESTED")));
        });
    }

    private Future<Void> sites(RoutingContext context) {
        Call.who(context);
        return desk.freshness()
                .require(ServiceRoutes.positions(context))
                .compose(fresh -> Stages.future(desk.views().sites()))
                .compose(sites -> Answers.page(
                        context,
                        sites.stream()
                                .map(site ->
                                        CatalogueJson.site(site, desk.clock().millis()))
                                .toList(),
                        null));
    }
}
