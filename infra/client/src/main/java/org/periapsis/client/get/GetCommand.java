package org.periapsis.client.get;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.Ids;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.basket.Baskets;
import org.periapsis.client.get.Download.FileEntry;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Progress;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads products. */
@Command(
        name = "get",
        description = "Downloads products. What was begun is gone on with, every checksum is verified, and what is here"
                + " already is not fetched again. Prints the files' paths.",
        footer = {
            "",
            "Example: periapsis get ivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits -O data",
            "         periapsis find M51 -o ids | periapsis get -"
        })
public final class GetCommand extends ServerCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Product ids; - takes them from standard input, one a line.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--basket", description = "What is in your basket.")
    private boolean basket;

    @Option(
            names = {"-O", "--directory"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the files go; made when it is not there (default: here).")
    private Path directory;

    private int failed;
    private int fetched;
    private int present;
    private long bytes;

    public GetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        if (words.isEmpty() && !basket) {
            throw usage("which products? Give ids, - or --basket");
        }
        Api api = basket ? signedIn() : api();
        Set<String> ids = new LinkedHashSet<>(Ids.given(words, surroundings()));
        if (basket) {
            ids.addAll(new Baskets(api).products());
        }
        Files.createDirectories(directory);
        long began = System.nanoTime();
        try (Progress progress = new Progress(screen)) {
            int number = 0;
            for (String id : ids) {
                number++;
                String which = ids.size() == 1 ? "" : number + "/" + ids.size() + " ";
                try {
                    product(api, id, which, screen, progress);
                } catch (ServerProblem problem) {
                    if (problem.status() == 401 || problem.status() == 403) {
                        throw problem;
                    }
                    failed(id, problem, screen, progress);
                } catch (Download.WrongChecksum wrong) {
                    failed(id, wrong, screen, progress);
                }
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        screen.aside(Amounts.count(fetched, "file", "files") + " fetched (" + Amounts.bytes(bytes) + ", "
                + Amounts.rate(bytes, seconds) + "), " + present + " already here, " + failed + " failed");
        return failed == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void failed(String id, IOException failure, Screen screen, Progress progress) {
        progress.clear();
        screen.note(id + ": " + failure.getMessage());
        failed++;
    }

    private void product(Api api, String id, String which, Screen screen, Progress progress) throws IOException {
        Json product = api.get("/api/products/" + Api.encode(id));
        Destination destination = new Destination(directory);
        for (Json each : product.list("files")) {
            FileEntry file = new FileEntry(
                    each.text("name").orElse(""),
                    each.whole("size"),
                    each.text("sha256").orElse(""));
            Destination.Spot spot = destination.of(id, file);
            if (spot.there()) {
                present++;
            } else {
                String path = "/api/files/" + Api.encode(id) + "/" + Api.encode(file.name());
                bytes += new Download(
                                api,
                                path,
                                file,
                                spot.path(),
                                here -> progress.at(which + file.name(), here, file.size(), Amounts.bytes(here)))
                        .run();
                fetched++;
                progress.clear();
            }
            screen.line(spot.path().toString());
        }
    }
}
