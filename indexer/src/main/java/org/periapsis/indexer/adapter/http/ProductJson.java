package org.periapsis.indexer.adapter.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.periapsis.events.DataRights;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductFile;
import org.periapsis.events.StoredObject;
import org.periapsis.indexer.domain.search.Cursor;
import org.periapsis.indexer.domain.search.FoundProduct;
import org.periapsis.indexer.domain.search.ProductDetail;
import org.periapsis.indexer.domain.search.Resolved;
import org.periapsis.indexer.domain.search.Results;
import org.periapsis.indexer.domain.search.SiteHoldings;
import org.periapsis.indexer.domain.search.Summary;
import org.periapsis.indexer.domain.view.Content;
import org.periapsis.indexer.domain.view.Replica;

/** The answers' JSON: ObsCore under its own names; what is not known is left out. */
final class ProductJson {
    private ProductJson() {}

    static JsonObject obscore(ObsCore obscore) {
        JsonObject json = new JsonObject();
        for (Schema.Field field : ObsCore.getClassSchema().getFields()) {
            Object value = obscore.get(field.pos());
            if (value instanceof DataRights rights) {
                json.put(field.name(), rights.name().toLowerCase(Locale.ROOT));
            } else if (value instanceof Instant instant) {
                json.put(field.name(), instant.toString());
            } else if (value != null) {
                json.put(field.name(), value);
            }
        }
        return json;
    }

    /** @param signedIn whether the caller may read who owns it */
    static JsonObject product(FoundProduct found, boolean signedIn) {
        Content content = found.content();
        JsonObject json = obscore(content.obscore())
                .put("archive", content.publisher().archive())
                .put("site", content.publisher().site())
                .put("intake", content.publisher().intake())
                .put("revision", found.head().revision())
                .put("size", content.size())
                .put("manifest_sha256", found.head().manifestSha256())
                .put("ingested_at", found.head().times().ingestedAt().toString())
                .put("revised_at", found.head().times().revisedAt().toString())
                .put("sites", new JsonArray(found.sites()));
        content.provenance().ifPresent(p -> json.put("job_id", p.getJobId().toString()));
        if (signedIn) {
            content.access()
                    .owner()
                    .ifPresent(o -> json.put(
                            "owner",
                            new JsonObject().put("issuer", o.getIssuer()).put("subject", o.getSubject())));
            content.access().team().ifPresent(team -> json.put("team", team));
        }
        return json;
    }

    static JsonObject results(Results results, boolean signedIn) {
        JsonArray products = new JsonArray();
        results.products().forEach(p -> products.add(product(p, signedIn)));
        JsonObject json = new JsonObject().put("products", products);
        results.next().map(Cursor::encode).ifPresent(next -> json.put("next", next));
        return json;
    }

    static JsonObject total(Results.Total total) {
        return new JsonObject().put("count", total.count()).put("exact", total.exact());
    }

    static JsonObject facets(Map<String, List<Results.Bucket>> facets) {
        JsonObject json = new JsonObject();
        facets.forEach((name, buckets) -> {
            JsonArray array = new JsonArray();
            buckets.forEach(
                    b -> array.add(new JsonObject().put("value", b.value()).put("count", b.count())));
            json.put(name, array);
        });
        return json;
    }

    static JsonObject detail(ProductDetail detail, boolean signedIn) {
        JsonObject json = product(detail.product(), signedIn);
        JsonArray replicas = new JsonArray();
        detail.replicas().forEach(r -> replicas.add(standing(r, detail)));
        json.put("files", files(detail.product().content().files())).put("replicas", replicas);
        detail.product()
                .content()
                .provenance()
                .ifPresent(p -> json.put(
                        "provenance",
                        new JsonObject()
                                .put("job_id", p.getJobId().toString())
                                .put("run_id", p.getRunId())
                                .put("epoch", p.getEpoch())
                                .put("task", p.getTask())
                                .put("datalab", p.getDatalab())
                                .put("version", p.getDatalabVersion())
                                .put("datalab_version", p.getDatalabVersion())
                                .put("input_count", p.getInputIds().size())
                                .put("inputs", ids(detail.cameFrom()))));
        return json.put("came_from", relatives(detail.cameFrom())).put("led_to", relatives(detail.ledTo()));
    }

    /** Inputs that the caller may not see are counted, not named. */
    private static JsonArray ids(List<ProductDetail.Relative> relatives) {
        JsonArray array = new JsonArray();
        relatives.forEach(relative -> array.add(relative.id()));
        return array;
    }

    private static JsonObject standing(Replica replica, ProductDetail detail) {
        JsonObject json = new JsonObject()
                .put("site", replica.key().site())
                .put("state", replica.standing().state().name().toLowerCase(Locale.ROOT))
                .put("current", replica.revision() >= detail.product().head().bytesRevision())
                .put("kind", replica.place().kind().name().toLowerCase(Locale.ROOT))
                .put("size", replica.size())
                .put("added_at", replica.standing().addedAt().toString());
        replica.standing().verifiedAt().ifPresent(at -> json.put("verified_at", at.toString()));
        replica.standing().reason().ifPresent(reason -> json.put("reason", reason));
        return json;
    }

    private static JsonArray relatives(List<ProductDetail.Relative> relatives) {
        JsonArray array = new JsonArray();
        relatives.forEach(r -> {
            JsonObject json = new JsonObject().put("obs_publisher_did", r.id()).put("obs_collection", r.collection());
            array.add(r.title() == null ? json : json.put("obs_title", r.title()));
        });
        return array;
    }

    private static JsonArray files(List<ProductFile> files) {
        JsonArray array = new JsonArray();
        files.forEach(f -> {
            JsonObject json = new JsonObject()
                    .put("name", f.getName())
                    .put("size", f.getSize())
                    .put("sha256", f.getSha256());
            array.add(f.getContentType() == null ? json : json.put("content_type", f.getContentType()));
        });
        return array;
    }

    static JsonObject summary(Summary summary) {
        JsonArray sites = new JsonArray();
        for (Summary.AtSite site : summary.sites()) {
            sites.add(new JsonObject()
                    .put("site", site.site())
                    .put("products", site.products())
                    .put("local_bytes", site.localBytes())
                    .put("missing_bytes", summary.bytes() - site.localBytes()));
        }
        return new JsonObject()
                .put("count", summary.count())
                .put("bytes", summary.bytes())
                .put("exact", summary.exact())
                .put("sites", sites)
                .put("gone", new JsonArray(summary.gone()))
                .put("gone_count", summary.goneCount());
    }

    static JsonArray holdings(List<SiteHoldings> sites) {
        JsonArray array = new JsonArray();
        for (SiteHoldings site : sites) {
            JsonArray collections = new JsonArray();
            site.collections()
                    .forEach(of -> collections.add(new JsonObject()
                            .put("obs_collection", of.collection())
                            .put("products", of.products())
                            .put("bytes", of.bytes())));
            array.add(new JsonObject()
                    .put("site", site.site())
                    .put("products", site.products())
                    .put("bytes", site.bytes())
                    .put("collections", collections));
        }
        return array;
    }

    static JsonObject resolved(Resolved resolved) {
        JsonArray entries = new JsonArray();
        resolved.items().forEach(item -> entries.add(entry(item)));
        JsonArray refused = new JsonArray();
        resolved.refusals()
                .forEach(r -> refused.add(new JsonObject()
                        .put("id", r.id())
                        .put("reason", r.reason().name().toLowerCase(Locale.ROOT))));
        JsonObject json = new JsonObject().put("entries", entries).put("refused", refused);
        resolved.next().map(Cursor::encode).ifPresent(next -> json.put("next", next));
        return json;
    }

    private static JsonObject entry(Resolved.Item item) {
        FoundProduct product = item.product();
        JsonArray replicas = new JsonArray();
        item.replicas().forEach(r -> replicas.add(replica(r)));
        JsonObject json = new JsonObject()
                .put("id", product.head().id())
                .put("revision", product.head().revision())
                .put("bytes", product.content().size())
                .put("sha256", product.head().manifestSha256())
                .put("files", files(product.content().files()))
                .put("replicas", replicas)
                .put("obscore", obscore(product.content().obscore()));
        item.granted().ifPresent(by -> json.put("granted", by));
        return json;
    }

    private static JsonObject replica(Replica replica) {
        JsonArray objects = new JsonArray();
        for (StoredObject o : replica.place().objects()) {
            objects.add(new JsonObject()
                    .put("bucket", o.getBucket())
                    .put("key", o.getKey())
                    .put("size", o.getSize())
                    .put("sha256", o.getSha256())
                    .put("name", o.getName()));
        }
        JsonObject json = new JsonObject()
                .put("site", replica.key().site())
                .put("kind", replica.place().kind().name().toLowerCase(Locale.ROOT))
                .put("size", replica.size())
                .put("objects", objects);
        replica.place().path().ifPresent(path -> json.put("path", path));
        return json;
    }
}
