package org.periapsis.local.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.periapsis.local.client.AskedAgain;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.Samples.Sample;
import org.periapsis.local.stack.Progress;
import org.periapsis.local.stack.StackState;

/** Brings the sample products in over HTTP, as their archives would. What is there already stays as it is. */
public final class SampleLoader {
    /** What came of one product. */
    public record Loaded(Sample sample, String productId, long size, boolean fresh, String position) {}

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LATER = 503;
    /** For one request that gets no answer. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final PlatformClient client;
    private final Progress progress;
    private final Duration silence;

    public SampleLoader(StackState state, Progress progress) throws IOException {
        this(signedIn(state), progress);
    }

    public SampleLoader(PlatformClient client, Progress progress) {
        this(client, progress, SILENCE);
    }

    /** @param silence how long one request is asked again that gets no answer */
    public SampleLoader(PlatformClient client, Progress progress, Duration silence) {
        this.silence = silence;
        this.client = client;
        this.progress = progress;
    }

    /** @return the roles of the local stack's first user: scientist, operator, and every sample archive */
    public static List<String> roles() {
        List<String> roles = new ArrayList<>(List.of("user", "operator"));
        Samples.archives().keySet().forEach(archive -> roles.add("archive:" + archive));
        return List.copyOf(roles);
    }

    /** @throws IOException when a product is refused: the samples are all good */
    public List<Loaded> load() throws IOException {
        Path directory = Files.createTempDirectory("periapsis-samples");
        try {
            List<Loaded> loaded = new ArrayList<>();
            for (Sample sample : Samples.all()) {
                loaded.add(load(sample, directory));
            }
            long fresh = loaded.stream().filter(Loaded::fresh).count();
            progress.report(
                    "samples",
                    loaded.size() + " products at " + Samples.archives().size() + " archives, " + fresh
                            + " of them new");
            return loaded;
        } finally {
            clean(directory);
        }
    }

    private Loaded load(Sample sample, Path directory) throws IOException {
        Path file = Samples.copy(sample.file(), directory);
        HttpResponse<String> answer = offered(sample, file);
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw new IOException(sample.file() + " was refused: " + answer.statusCode() + " " + answer.body());
        }
        JsonObject product = new JsonObject(answer.body());
        return new Loaded(
                sample,
                product.getString("product_id"),
                Files.size(file),
                answer.statusCode() == 201,
                answer.headers().firstValue("Periapsis-Position").orElse(""));
    }

    /** After a crash a site first reads what it has, and asks to come again meanwhile. */
    private HttpResponse<String> offered(Sample sample, Path file) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> answer = AskedAgain.within(
                    silence,
                    sample.file() + " is offered to " + client.base() + " for " + sample.archive(),
                    () -> client.ingest(sample.archive(), file, sample.metadata()));
            if (answer.statusCode() != LATER || System.nanoTime() > end) {
                return answer;
            }
            progress.report("samples", sample.archive() + " takes no products yet; waiting");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1)));
        }
    }

    /** Each time by a link of its own: one that got no answer may be used up. */
    private static PlatformClient signedIn(StackState state) throws IOException {
        return AskedAgain.within(
                SILENCE,
                "signing in at " + state.url(),
                () -> PlatformClient.signedIn(
                        state.url(),
                        PlatformClient.anonymous(state.url()).link(state.linkSecret(), "astronomer", roles())));
    }

    private static void clean(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
