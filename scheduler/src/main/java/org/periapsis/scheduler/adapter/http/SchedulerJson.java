package org.periapsis.scheduler.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.DatalabOffer;
import org.periapsis.events.Resources;
import org.periapsis.events.RuntimeOffer;
import org.periapsis.events.SiteOffered;
import org.periapsis.events.SiteScore;
import org.periapsis.scheduler.domain.Amount;
import org.periapsis.scheduler.domain.Offers.Heard;
import org.periapsis.scheduler.domain.Preview;
import org.periapsis.scheduler.domain.Queued;
import org.periapsis.scheduler.domain.State;

/** The scheduler's answers as JSON; names as in the events. */
final class SchedulerJson {
    private SchedulerJson() {}

    static JsonObject preview(Preview preview) {
        return new JsonObject()
                .put("outcome", preview.outcome())
                .put("site", preview.site().orElse(null))
                .put("why", preview.why().orElse(null))
                .put("reason", preview.reason().map(Enum::name).orElse(null))
                .put("expected_start_s", preview.expectedStartS().orElse(null))
                .put("scores", array(preview.scores(), SchedulerJson::score))
                .put("by_shard", array(preview.shards(), SchedulerJson::preview));
    }

    private static JsonObject score(SiteScore score) {
        return new JsonObject()
                .put("site", score.getSite())
                .put("refusal", score.getRefusal())
                .put("wait_s", score.getWaitS())
                .put("transfer_s", score.getTransferS())
                .put("image_s", score.getImageS())
                .put("egress_s", score.getEgressS())
                .put("total_s", score.getTotalS())
                .put("local_bytes", score.getLocalBytes())
                .put("moved_bytes", score.getMovedBytes());
    }

    static JsonObject site(Heard heard, State state) {
        SiteOffered offer = heard.offer();
        return new JsonObject()
                .put("site", offer.getSite())
                .put("lost", state.lost(offer.getSite()))
                .put("heard_at", heard.written().toString())
                .put("heard_live", heard.live())
                .put("accepting", offer.getAccepting())
                .put("agent", offer.getAgent())
                .put("authority", offer.getAuthority())
                .put("endpoint", offer.getEndpoint())
                .put("deadline_s", offer.getDeadlineS())
                .put("capacity", resources(offer.getCapacity()))
                .put("free", resources(offer.getFree()))
                .put("held", amount(state.held(offer.getSite())))
                .put("runs", state.runsAt(offer.getSite()))
                .put("running", offer.getRunning())
                .put("queued", offer.getQueued())
                .put("runtimes", array(offer.getRuntimes(), SchedulerJson::runtime))
                .put("datalabs", array(offer.getDatalabs(), SchedulerJson::datalab))
                .put("bandwidths", array(offer.getBandwidths(), SchedulerJson::bandwidth));
    }

    private static JsonObject runtime(RuntimeOffer runtime) {
        return new JsonObject()
                .put("name", runtime.getName())
                .put("trusted_only", runtime.getTrustedOnly())
                .put("note", runtime.getNote());
    }

    private static JsonObject datalab(DatalabOffer datalab) {
        return new JsonObject()
                .put("id", datalab.getDatalab())
                .put("version", datalab.getVersion())
                .put("ready", datalab.getReady())
                .put("reason", datalab.getReason())
                .put("prepare_s", datalab.getPrepareS());
    }

    private static JsonObject bandwidth(Bandwidth bandwidth) {
        return new JsonObject()
                .put("source", bandwidth.getSource())
                .put("bytes_per_s", bandwidth.getBytesPerS())
                .put("samples", bandwidth.getSamples());
    }

    private static JsonObject resources(Resources resources) {
        return new JsonObject()
                .put("cores", resources.getCores())
                .put("memory_mib", resources.getMemoryMib())
                .put("gpus", resources.getGpus());
    }

    private static JsonObject amount(Amount amount) {
        return new JsonObject()
                .put("cores", amount.milliCores() / 1000.0)
                .put("memory_mib", amount.memoryMib())
                .put("gpus", amount.gpus());
    }

    static JsonObject queued(Queued queued) {
        return new JsonObject()
                .put("id", queued.entity().id().toString())
                .put("kind", queued.entity().ask().kind().name())
                .put("shard", queued.shard().orElse(null))
                .put("reason", queued.why().reason().name())
                .put("message", queued.why().message())
                .put("since", queued.since().toString())
                .put("position", queued.position())
                .put("expected_start_s", queued.expectedStartS().orElse(null));
    }

    private static <T> JsonArray array(List<T> values, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(json.apply(value)));
        return array;
    }
}
