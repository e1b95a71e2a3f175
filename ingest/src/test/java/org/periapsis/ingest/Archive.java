package org.periapsis.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ReplicaAdded;
import org.periapsis.events.topic.Topic;

/** One archive's view of a site: each test has an archive of its own. */
record Archive(TestSite site, String name) {

    String token() {
        return site.token("archive:" + name);
    }

    String products() {
        return "/archives/" + name + "/products";
    }

    HttpResponse<String> upload(String file, byte[] bytes, JsonObject metadata, String... headers) throws Exception {
        return site.upload(name, file, bytes, metadata, headers);
    }

    /** A page of what was refused. */
    JsonObject refusals(int limit, String after) {
        try {
            String page = "/archives/" + name + "/refusals?limit=" + limit + (after == null ? "" : "&after=" + after);
            return new JsonObject(site.get(page, token()).body());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int refused() {
        return refusals(500, null).getJsonArray("refusals").size();
    }

    /** How many objects lie in the store for it. */
    long objects() {
        try {
            return site.keys("ingest-esac", "esac-products").stream()
                    .filter(key -> key.startsWith(name + "/"))
                    .count();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    List<ProductIngested> ingested() {
        return site.events(Topic.PRODUCTS, "esac", ProductIngested.class).stream()
                .filter(e -> e.getArchive().equals(name))
                .toList();
    }

    List<ReplicaAdded> replicas() {
        return site.events(Topic.REPLICAS, "esac", ReplicaAdded.class).stream()
                .filter(e -> e.getProductId().startsWith("ivo://" + name + "/"))
                .toList();
    }

    /** An error answer names its kind, the field at fault and a remedy. */
    static void problem(HttpResponse<String> answer, int status, String code, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).endsWith("/" + code);
        assertThat(problem.getString("field")).isEqualTo(field);
        assertThat(problem.getString("remedy")).isNotBlank();
    }
}
