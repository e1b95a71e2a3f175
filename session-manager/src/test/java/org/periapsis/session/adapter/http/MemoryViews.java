package org.periapsis.session.adapter.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabKind;
import org.periapsis.events.DatalabPublished;
import org.periapsis.events.Owner;
import org.periapsis.events.Resources;
import org.periapsis.session.Facts;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.request.Requester;
import org.periapsis.session.domain.view.DatalabView;
import org.periapsis.session.domain.view.EntityView;
import org.periapsis.session.domain.view.Moment;
import org.periapsis.session.domain.view.RunView;
import org.periapsis.session.domain.view.SiteView;
import org.periapsis.session.domain.view.Stamp;
import org.periapsis.session.domain.view.Views;

/** A view in memory that is its own log: what is appended is applied at once. */
final class MemoryViews implements Views, RequestLog {
    private final Map<UUID, EntityView> entities = new ConcurrentHashMap<>();
    private final Map<UUID, RunView> runs = new ConcurrentHashMap<>();
    private final Map<String, SiteView> sites = new ConcurrentHashMap<>();
    private final List<Datalab> datalabs = new ArrayList<>();
    private final List<Entry> written = new ArrayList<>();
    private final AtomicReference<Object> meanwhile = new AtomicReference<>();
    private final AtomicLong offset = new AtomicLong();

    MemoryViews() {
        datalabs.add(datalab("notebook", DatalabKind.SESSION));
        datalabs.add(datalab("statistics", DatalabKind.BATCH));
    }

    /** What somebody else's request puts on the log just before the next one of ours. */
    void before(Object event) {
        meanwhile.set(event);
    }

    List<Entry> written() {
        return written;
    }

    void fact(Object event) {
        fact(event, UUID.randomUUID().toString());
    }

    private Stamp fact(Object event, String eventId) {
        Stamp stamp = new Stamp("periapsis.requests.v1", 0, offset.getAndIncrement(), 1_000, eventId);
        Moment.entityOf(event).ifPresent(id -> {
            entities.put(id, entities.getOrDefault(id, EntityView.none()).apply(event, stamp));
            if (RunView.keyOf(event).isPresent()) {
                runs.put(id, runs.getOrDefault(id, RunView.none()).apply(event, stamp));
            }
        });
        String site = SiteView.siteOf(event);
        if (site != null) {
            sites.put(site, sites.getOrDefault(site, SiteView.none()).apply(event, stamp));
        }
        return stamp;
    }

    private static Datalab datalab(String id, DatalabKind kind) {
        DatalabDescriptor descriptor = DatalabDescriptor.newBuilder()
                .setTitle(id)
                .setSummary("")
                .setKind(kind)
                .setCommand(List.of("run"))
                .setNeeds(List.of())
                .setResources(new Resources(1.0, 1024L, 0))
                .build();
        Stamp stamp = new Stamp("periapsis.datalabs.v1", 0, 0, Instant.EPOCH.toEpochMilli(), id);
        return new Datalab(
                id,
                "1",
                DatalabView.none()
                        .apply(new DatalabDrafted(id, "1", Facts.ADA, "m31", descriptor), stamp)
                        .apply(new DatalabBuilt(id, "1", null, "x"), stamp)
                        .apply(new DatalabPublished(id, "1", Facts.ADA), stamp));
    }

    @Override
    public CompletionStage<List<String>> append(List<Entry> entries, String traceparent) {
        Optional.ofNullable(meanwhile.getAndSet(null)).ifPresent(this::fact);
        List<String> positions = new ArrayList<>();
        for (Entry entry : entries) {
            written.add(entry);
            positions.add(fact(entry.data(), entry.id().toString()).position());
        }
        return CompletableFuture.completedFuture(positions);
    }

    private Optional<Found> found(UUID id) {
        return Optional.ofNullable(entities.get(id))
                .map(entity ->
                        new Found(id, entity, runs.getOrDefault(id, RunView.none()), false, OptionalLong.empty(), 0));
    }

    @Override
    public CompletionStage<Optional<Found>> any(UUID id) {
        return CompletableFuture.completedFuture(found(id));
    }

    @Override
    public CompletionStage<Optional<Found>> find(String kind, UUID id, Requester who) {
        return CompletableFuture.completedFuture(found(id)
                .filter(each -> kind.equals(each.entity().kind()))
                .filter(each -> who.operator()
                        || each.entity().mayEnter(who.issuer(), who.subject())
                        || who.teams().contains(each.entity().party().team())));
    }

    @Override
    public CompletionStage<Page<Found>> list(String kind, Requester who, boolean liveOnly, After after, int limit) {
        List<Found> found = entities.keySet().stream()
                .map(id -> found(id).orElseThrow())
                .filter(each -> kind.equals(each.entity().kind()))
                .limit(limit)
                .toList();
        return CompletableFuture.completedFuture(new Page<>(found, found.size() == limit));
    }

    @Override
    public CompletionStage<Progress> progress(UUID job) {
        return CompletableFuture.completedFuture(new Progress(List.of(), List.of(), List.of(), List.of()));
    }

    @Override
    public CompletionStage<Optional<Current>> current(UUID entity, String runId) {
        return CompletableFuture.completedFuture(Optional.ofNullable(runs.get(entity))
                .flatMap(RunView::current)
                .map(now -> new Current(
                        now.getKey(), now.getValue().site(), now.getValue().phase(), 0)));
    }

    @Override
    public CompletionStage<Page<Line>> timeline(UUID entity, String after, int limit) {
        return CompletableFuture.completedFuture(new Page<>(List.of(), false));
    }

    @Override
    public CompletionStage<List<Datalab>> datalabs(String id, Requester who, int limit) {
        return CompletableFuture.completedFuture(datalabs.stream()
                .filter(each -> id == null || id.equals(each.id()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<DatalabView>> datalab(String id, String version) {
        return CompletableFuture.completedFuture(datalabs.stream()
                .filter(each -> each.id().equals(id) && each.version().equals(version))
                .map(Datalab::view)
                .findFirst());
    }

    @Override
    public CompletionStage<Optional<Owner>> datalabOwner(String id) {
        return CompletableFuture.completedFuture(datalabs.stream()
                .filter(each -> each.id().equals(id))
                .map(each -> new Owner(
                        each.view().party().issuer(), each.view().party().subject()))
                .findFirst());
    }

    @Override
    public CompletionStage<List<Site>> sites() {
        return CompletableFuture.completedFuture(sites.entrySet().stream()
                .map(each -> new Site(each.getKey(), each.getValue()))
                .toList());
    }
}
