package org.periapsis.local.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.local.client.NotebookKernel;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader.Loaded;
import org.periapsis.local.stack.Progress;

/**
 * The platform's main job, done as a person would do it over HTTP, and held against what is known: products come in, are
 * found, a notebook runs beside them, a job runs beside each shard, its outputs are found again.
 */
public final class Demo {
    /** Where the notebook's inputs are expected to be; what it lacks comes from {@link #OTHER_FILES}. */
    private static final List<String> HOME_FILES = List.of(
            "2mass-galactic-center-h.fits",
            "2mass-galactic-center-j.fits",
            "2mass-galactic-center-k.fits",
            "dss-horsehead.fits");

    private static final List<String> OTHER_FILES = List.of("bolocam-gps-galactic-center.fits", "magpis-cutout.fits");
    private static final Set<String> CONE = Set.of(
            "2mass-galactic-center-h.fits",
            "2mass-galactic-center-j.fits",
            "2mass-galactic-center-k.fits",
            "bolocam-gps-galactic-center.fits",
            "msx-galactic-center-e.fits",
            "fermi-counts.fits.gz");
    private static final Duration NOTEBOOK_OFFERED = Duration.ofMinutes(10);
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration JOB = Duration.ofMinutes(5);

    private final PlatformClient client;
    private final Progress progress;
    private final Evidence evidence;
    private final DemoReport report = new DemoReport();
    private List<Loaded> products = List.of();

    /** @param evidence what the local machine shows beside the API: the S3 access log, the processes */
    public Demo(PlatformClient client, Evidence evidence, Progress progress) {
        this.client = client;
        this.evidence = evidence;
        this.progress = progress;
    }

    /** @return the report; {@code ok} only if every step held */
    public DemoReport run() {
        try (EventCount events = new EventCount(client)) {
            ingest();
            index();
            search();
            String session = session();
            job();
            stop(session);
            report.put("events_total", events.total());
        } catch (IOException | RuntimeException e) {
            report.fail("the demo ended early", String.valueOf(e.getMessage()));
        }
        return report;
    }

    private void ingest() throws IOException {
        long began = System.nanoTime();
        products = new SampleLoader(client, progress).load();
        report.put("products_ingested", products.size());
        report.step(
                "ingest",
                began,
                products.size() + " genuine products at " + Samples.archives().size() + " sites");
        report.check("at least 20 products", products.size() >= 20, "only " + products.size());
        boolean repeated =
                new SampleLoader(client, (part, text) -> {}).load().stream().noneMatch(Loaded::fresh);
        report.check("same bytes again are the same product", repeated, "a repeat was taken for a new product");
    }

    private void index() throws IOException {
        long began = System.nanoTime();
        int found = 0;
        for (Loaded product : products) {
            JsonObject detail = Polling.until(Duration.ofSeconds(30), "product " + product.productId(), () -> {
                var answer = client.exchange(
                        "GET",
                        "/api/products/" + PlatformClient.encode(product.productId()),
                        null,
                        product.position().isEmpty() ? Map.of() : Map.of("Periapsis-Position", product.position()));
                return answer.statusCode() == 200 ? new JsonObject(answer.body()) : null;
            });
            found += 1;
            String home = Samples.archives().get(product.sample().archive());
            List<String> sites = sites(detail);
            report.check("one replica", sites.equals(List.of(home)), product.productId() + " is at " + sites);
        }
        report.put("products_indexed", found);
        report.step("index", began, found + " products are searchable");
    }

    private void search() throws IOException {
        long began = System.nanoTime();
        JsonObject answer = client.get("/api/products?ra=266.40&dec=-28.94&radius=0.2&limit=100");
        Set<String> found = answer.getJsonArray("products").stream()
                .map(JsonObject.class::cast)
                .map(product -> product.getString("obs_publisher_did"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = CONE.stream().map(this::id).collect(Collectors.toCollection(TreeSet::new));
        // Outputs of an earlier demo lie at the same place; they are not among the samples.
        found.retainAll(products.stream().map(Loaded::productId).toList());
        report.put("cone_search_ok", found.equals(known));
        report.step("search", began, "0.2 degrees around the Galactic centre: " + found.size() + " of the samples");
        report.check("cone search", found.equals(known), "found " + found + ", known are " + known);
    }

    private String session() throws IOException {
        List<String> ids = Stream.concat(HOME_FILES.stream(), OTHER_FILES.stream())
                .map(this::id)
                .toList();
        Polling.until(NOTEBOOK_OFFERED, "the notebook datalab at the sites", () -> offered() ? Boolean.TRUE : null);
        JsonObject ask = new JsonObject()
                .put("datalab", new JsonObject().put("id", "notebook"))
                .put("ids", new JsonArray(ids))
                .put("wish", "remote")
                .put("name", "demo");
        long began = System.nanoTime();
        JsonObject preview = client.send("POST", "/api/placements/preview", ask);
        report.step("preview", began, "would start at " + preview.getString("site"));
        long bytesBefore = evidence.remoteBytes();
        began = System.nanoTime();
        String id = client.send("POST", "/api/sessions", ask).getString("id");
        JsonObject session = Polling.until(READY, "session " + id + " to be READY", () -> {
            JsonObject now = client.get("/api/sessions/" + id);
            String state = now.getString("state");
            if (Set.of("FAILED", "STOPPED").contains(state)) {
                throw new IOException("the session ended: " + now.encode());
            }
            return "READY".equals(state) ? now : null;
        });
        double seconds = report.step("session", began, "READY at " + session.getString("site"));
        report.put("session_ready_s", seconds);
        report.put("session_site", session.getString("site"));
        report.check(
                "placed as previewed", session.getString("site").equals(preview.getString("site")), preview.encode());
        bytes(session, evidence.remoteBytes() - bytesBefore);
        HttpResponse<String> page = client.exchange("GET", "/sessions/" + id + "/lab", null, Map.of());
        report.check(
                "the page holds no token",
                page.statusCode() == 200 && page.body().contains("\"token\": \"\""),
                "status " + page.statusCode());
        cell(id, ids.size());
        return id;
    }

    private void bytes(JsonObject session, long logged) {
        long local = session.getLong("local_bytes");
        long moved = session.getLong("moved_bytes");
        report.put("session_local_bytes", local);
        report.put("session_moved_bytes", moved);
        String site = session.getString("site");
        List<String> there = held(site);
        long rest = size(HOME_FILES) + size(OTHER_FILES) - size(there);
        report.check("local bytes", local == size(there), local + " instead of " + size(there) + " at " + site);
        report.check("moved bytes", moved == rest, moved + " instead of " + rest);
        // A platform that was at work before has measured its links, and weighs them.
        boolean first = products.stream().anyMatch(Loaded::fresh);
        report.check("where most of the bytes are", !first || there.equals(HOME_FILES), "started at " + site);
        report.check("moved bytes by the S3 access log", logged == moved, logged + " logged, " + moved + " reported");
        progress.report("bytes", local + " read in place, " + moved + " moved (" + logged + " by the S3 access log)");
    }

    private void cell(String session, int count) throws IOException {
        long began = System.nanoTime();
        String code =
                """
                import glob, json
                from astropy.io import fits
                files = sorted(glob.glob('../data/**/*.fits', recursive=True))
                with fits.open([f for f in files if '2mass-galactic-center-h' in f][0]) as hdus:
                    print(json.dumps({'files': len(files), 'shape': list(hdus[0].data.shape)}))
                """;
        JsonObject printed = new JsonObject(new NotebookKernel(client, session)
                .run("work/demo.ipynb", code, Duration.ofSeconds(60))
                .trim());
        boolean held = printed.getInteger("files") == count
                && printed.getJsonArray("shape").equals(new JsonArray(List.of(720, 721)));
        report.put("notebook_cell_ok", held);
        report.step("notebook cell", began, "astropy opened an input of shape " + printed.getJsonArray("shape"));
        report.check("notebook cell", held, printed.encode());
    }

    private void job() throws IOException {
        long began = System.nanoTime();
        List<String> ids = products.stream().map(Loaded::productId).toList();
        String id = client.send(
                        "POST",
                        "/api/jobs",
                        new JsonObject()
                                .put("datalab", new JsonObject().put("id", "statistics"))
                                .put("ids", new JsonArray(ids))
                                .put("wish", "wait")
                                .put("name", "demo statistics"))
                .getString("id");
        JsonObject job = Polling.until(JOB, "job " + id, () -> {
            JsonObject now = client.get("/api/jobs/" + id);
            return Set.of("SUCCEEDED", "FAILED", "STOPPED", "CANCELLED").contains(now.getString("state")) ? now : null;
        });
        List<String> sites = job.getJsonArray("sites").stream()
                .map(site -> ((JsonObject) site).getString("site"))
                .toList();
        report.put("job_state", job.getString("state"));
        report.put("job_tasks", job.getInteger("tasks_succeeded"));
        report.put("job_sites", sites.size());
        report.step("job", began, job.getInteger("tasks_succeeded") + " tasks at " + sites);
        report.check("job succeeded", "SUCCEEDED".equals(job.getString("state")), job.encode());
        report.check("a task a product", job.getInteger("tasks_succeeded") == ids.size(), job.encode());
        report.check("a shard at each site", sites.size() == 3, sites.toString());
        outputs(id, ids.size());
    }

    private void outputs(String job, int expected) throws IOException {
        long began = System.nanoTime();
        JsonArray outputs = Polling.until(Duration.ofMinutes(1), "the outputs of job " + job, () -> {
            JsonArray found =
                    client.get("/api/products?job_id=" + job + "&limit=1000").getJsonArray("products");
            return found.size() >= expected ? found : null;
        });
        int right = 0;
        for (Object output : outputs) {
            right += new OutputCheck(client, this::fileOf).holds((JsonObject) output, report) ? 1 : 0;
        }
        report.put("outputs_indexed", outputs.size());
        report.step("outputs", began, outputs.size() + " outputs found, " + right + " equal to astropy's values");
        report.check(
                "outputs", outputs.size() == expected && right == expected, right + " of " + expected + " are right");
    }

    private void stop(String session) throws IOException {
        long began = System.nanoTime();
        client.send("DELETE", "/api/sessions/" + session, null);
        Polling.until(Duration.ofSeconds(60), "session " + session + " to be STOPPED", () -> {
            String state = client.get("/api/sessions/" + session).getString("state");
            return "STOPPED".equals(state) ? state : null;
        });
        report.step("stop", began, "the session is STOPPED");
    }

    private boolean offered() throws IOException {
        JsonArray sites = client.get("/api/sites").getJsonArray("items");
        boolean all = sites.size() == 3;
        for (Object site : sites) {
            boolean ready = ((JsonObject) site)
                    .getJsonArray("datalabs").stream()
                            .map(JsonObject.class::cast)
                            .anyMatch(offer -> "notebook".equals(offer.getString("id")) && offer.getBoolean("ready"));
            all &= ready;
        }
        return all;
    }

    private static List<String> sites(JsonObject detail) {
        return detail.getJsonArray("replicas").stream()
                .map(JsonObject.class::cast)
                .map(replica -> replica.getString("site"))
                .toList();
    }

    private String id(String file) {
        return loaded(file).productId();
    }

    private Loaded loaded(String file) {
        return products.stream()
                .filter(product -> product.sample().file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    /** The session's files that are at a site. */
    private List<String> held(String site) {
        return Stream.concat(HOME_FILES.stream(), OTHER_FILES.stream())
                .filter(file ->
                        site.equals(Samples.archives().get(loaded(file).sample().archive())))
                .toList();
    }

    private String fileOf(String productId) {
        return products.stream()
                .filter(product -> product.productId().equals(productId))
                .findFirst()
                .orElseThrow()
                .sample()
                .file();
    }

    private long size(List<String> files) {
        return products.stream()
                .filter(product -> files.contains(product.sample().file()))
                .mapToLong(Loaded::size)
                .sum();
    }

    /** What a local machine shows beside the API. */
    public interface Evidence {
        /** @return bytes that agents have read from other sites' stores so far, by the S3 access log */
        long remoteBytes() throws IOException;

        /** @return processes of runs that are alive although their run is over */
        int orphans();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
