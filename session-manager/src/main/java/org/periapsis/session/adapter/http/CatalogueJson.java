package org.periapsis.session.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.periapsis.session.domain.view.DatalabView;
import org.periapsis.session.domain.view.SiteView;
import org.periapsis.session.domain.view.Views.Datalab;
import org.periapsis.session.domain.view.Views.Site;

/** Datalabs and sites as people read them. */
final class CatalogueJson {
    private CatalogueJson() {}

    static JsonObject datalab(Datalab datalab) {
        DatalabView view = datalab.view();
        DatalabView.Description about = view.description();
        JsonObject json = new JsonObject()
                .put("id", datalab.id())
                .put("version", datalab.version())
                .put("state", view.state())
                .put("startable", view.startable())
                .put("title", about.title())
                .put("summary", about.summary())
                .put("datalab_kind", about.kind())
                .put("command", new JsonArray(about.command()))
                .put("needs", new JsonArray(about.needs()))
                .put("resources", Json.need(about.need()))
                .put("keywords", new JsonArray(about.keywords()))
                .put("file_types", new JsonArray(about.fileTypes()));
        Json.put(json, "creator", about.creator());
        Json.put(json, "licence", about.licence());
        Json.put(json, "image", view.image());
        Json.put(json, "build_failure", view.buildFailure());
        Json.put(json, "withdrawn", view.withdrawn());
        Json.time(json, "drafted_at", view.draftedAt());
        Json.time(json, "published_at", view.publishedAt());
        return Json.party(json, view.party());
    }

    /** @param now milliseconds since the epoch, for how long ago the site was heard */
    static JsonObject site(Site site, long now) {
        SiteView.Offer offer = site.view().offer();
        JsonObject json =
                new JsonObject().put("id", site.id()).put("lost", site.view().lost());
        json.put(
                "outages",
                Json.array(
                        site.view().outages(),
                        outage -> Json.time(
                                new JsonObject().put("since", Json.text(outage.since())), "until", outage.until())));
        if (offer == null) {
            return json.put("accepting", false);
        }
        boolean silent = now - offer.at() > offer.deadlineS() * 1000L;
        return json.put("accepting", offer.accepting())
                .put("silent", silent)
                .put("last_heard", Json.text(offer.at()))
                .put("deadline_s", offer.deadlineS())
                .put("capacity", Json.need(offer.capacity()))
                .put("free", Json.need(offer.free()))
                .put("running", offer.running())
                .put("queued", offer.queued())
                .put("runtimes", Json.array(offer.runtimes(), CatalogueJson::runtime))
                .put("datalabs", Json.array(offer.datalabs(), CatalogueJson::offered))
                .put("bandwidths", Json.array(offer.bandwidths(), rate -> new JsonObject()
                        .put("source", rate.source())
                        .put("bytes_per_s", rate.bytesPerS())
                        .put("samples", rate.samples())));
    }

    private static JsonObject runtime(SiteView.RunsWith runtime) {
        JsonObject json = new JsonObject().put("name", runtime.name()).put("trusted_only", runtime.trustedOnly());
        return Json.put(json, "note", runtime.note());
    }

    private static JsonObject offered(SiteView.Datalab datalab) {
        JsonObject json = new JsonObject()
                .put("id", datalab.id())
                .put("version", datalab.version())
                .put("ready", datalab.ready());
        Json.put(json, "reason", datalab.reason());
        return Json.put(json, "prepare_s", datalab.prepareS());
    }
}
