package org.periapsis.client.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Progress;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings products in. */
@Command(
        name = "ingest",
        description =
                "Offers FITS files to an archive, streamed. The same bytes again are the same product. Exit code 1 when"
                        + " a file was refused.",
        footer = {
            "",
            "Example: periapsis ingest night-2026-11-22/ --archive esa-sky --collection NIGHTLY",
            "         periapsis ingest m13.fits --archive esa-sky --set s_ra=250.4235 --set s_dec=36.4613"
        })
public final class IngestCommand extends ServerCommand {
    private static final List<Column> PEOPLE = List.of(
            Column.word("outcome"),
            Column.text("file"),
            Column.text("product_id"),
            Column.bytes("size", json -> json.number("size")));
    private static final List<Column> DATA =
            Stream.concat(PEOPLE.stream(), Stream.of(Column.text("reason"))).toList();
    private static final String ARCHIVE_ROLE = "archive:";

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, and directories with all below them.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--archive",
            paramLabel = "NAME",
            description = "The archive (default: yours, if you have one only).")
    private String archive;

    @Option(names = "--collection", paramLabel = "NAME", description = "The collection that they belong to.")
    private String collection;

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "What the headers do not say, in ObsCore's names; of every file. May be repeated.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--revise",
            paramLabel = "REVISION",
            description =
                    "The one file replaces this revision of its product, bytes and all metadata: what is not given"
                            + " again is gone. So rights and collection are changed.")
    private Integer revise;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description =
                    "Names to take from directories (default: *.fits, *.fit, *.fts, also with .gz, and *.fits.fz).")
    private List<String> include = Offered.FITS;

    @Option(
            names = {"-j", "--at-once"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Uploads at once (default: ${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(names = "--wait", description = "Returns when what was accepted can be found.")
    private boolean wait;

    @Mixin
    private Listing listing;

    public IngestCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        if (atOnce < 1) {
            throw usage("--at-once is at least 1");
        }
        Api api = signedIn();
        List<Path> files = new Offered(include).in(paths);
        if (revise != null && files.size() > 1) {
            throw usage("--revise is for one file, and these are " + files.size());
        }
        if (files.isEmpty()) {
            throw new IOException("there is no file to offer in " + paths + "; --include says which names to take");
        }
        Statement said = new Statement(collection, fields);
        Upload upload =
                new Upload(api, archive == null ? only(api) : archive, said.json(), Optional.ofNullable(revise));
        Map<String, Integer> tally = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(atOnce, IngestCommand::daemon);
        try (Progress progress = new Progress(screen);
                Rows rows = listing.rows(screen, PEOPLE, DATA)) {
            long total = 0;
            for (Path file : files) {
                total += Files.size(file);
            }
            Moving moving = new Moving(progress, total, files.size());
            List<Future<Outcome>> running = files.stream()
                    .map(file -> pool.submit(() -> offer(upload, said, file, moving)))
                    .toList();
            for (Future<Outcome> each : running) {
                Outcome outcome = result(each);
                progress.clear();
                rows.row(outcome.row());
                outcomes.add(outcome);
                tally.merge(outcome.row().text("outcome").orElse(""), 1, Integer::sum);
            }
        } finally {
            pool.shutdownNow();
        }
        if (wait) {
            found(api, outcomes);
        }
        for (Outcome outcome : outcomes) {
            outcome.notes(listing.forPeople(screen)).forEach(screen::note);
        }
        int refused = tally.getOrDefault("refused", 0);
        screen.note((tally.getOrDefault("ingested", 0) + tally.getOrDefault("revised", 0)) + " accepted, "
                + tally.getOrDefault("repeated", 0) + " already there, " + refused + " refused");
        long open = outcomes.stream().filter(Outcome::lessHeldBack).count();
        if (open > 0) {
            screen.note("WARNING: " + open + " of them NOT held back as you ask; see above what to do");
        }
        return refused == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private static Outcome offer(Upload upload, Statement said, Path file, Moving moving) throws IOException {
        Json row = Json.object();
        try {
            Api.Answer answer = upload.send(file, moving);
            row.put("outcome", answer.body().text("outcome").orElse("ingested"))
                    .put("file", file.toString())
                    .put("product_id", answer.body().text("product_id").orElse(null))
                    .put("size", answer.body().number("size").orElse(null))
                    .put("revision", answer.body().number("revision").orElse(null))
                    .put("warnings", said.warnings(answer.body()));
            return new Outcome(row, answer.position());
        } catch (ServerProblem problem) {
            if (problem.status() == 401 || problem.status() == 403 || problem.status() >= 500) {
                throw problem;
            }
            row.put("outcome", "refused")
                    .put("file", file.toString())
                    .put("reason", reason(problem, said))
                    .put("field", problem.field().orElse(null));
            return new Outcome(row, "");
        } finally {
            moving.done();
        }
    }

    private static String reason(ServerProblem problem, Statement said) {
        return problem.getMessage()
                + problem.field().map(field -> " (" + field + ")").orElse("")
                + said.remedy(problem).map(remedy -> ": " + remedy).orElse("");
    }

    private static Outcome result(Future<Outcome> running) throws IOException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void found(Api api, List<Outcome> outcomes) throws IOException {
        for (Outcome outcome : outcomes) {
            if (outcome.row().text("product_id").isPresent()
                    && !outcome.position().isEmpty()) {
                api.get(
                        "/api/products/"
                                + Api.encode(outcome.row().text("product_id").get()),
                        outcome.position());
            }
        }
    }

    private String only(Api api) throws IOException {
        List<String> mine = api.get("/auth/me").texts("roles").stream()
                .filter(role -> role.startsWith(ARCHIVE_ROLE))
                .map(role -> role.substring(ARCHIVE_ROLE.length()))
                .toList();
        if (mine.size() != 1) {
            throw usage(
                    mine.isEmpty()
                            ? "you publish for no archive here; --archive names one"
                            : "you publish for several archives: say --archive " + String.join(" or ", mine));
        }
        return mine.get(0);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "upload");
        thread.setDaemon(true);
        return thread;
    }

    /** All uploads together, as one bar. */
    private static final class Moving implements java.util.function.LongConsumer {
        private final Progress progress;
        private final long total;
        private final int files;
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong done = new AtomicLong();

        Moving(Progress progress, long total, int files) {
            this.progress = progress;
            this.total = total;
            this.files = files;
        }

        @Override
        public void accept(long more) {
            long now = bytes.addAndGet(more);
            progress.at(done.get() + "/" + files + " files", now, total, Amounts.bytes(now));
        }

        void done() {
            done.incrementAndGet();
        }
    }
}
