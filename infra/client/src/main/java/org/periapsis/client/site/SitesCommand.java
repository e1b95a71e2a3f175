package org.periapsis.client.site;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Progress;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Pause;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sites. */
@Command(
        name = "sites",
        description = "Lists the sites: what they hold, what is free there, and which datalabs are ready.",
        footer = {"", "Example: periapsis sites -o ndjson", "         periapsis sites --until notebook"})
public final class SitesCommand extends ServerCommand {
    private static final String HELD = "held";
    private static final List<Column> COLUMNS = List.of(
            Column.word("id"),
            Column.word("state", json -> Optional.of(state(json))),
            Column.number("products", json -> json.at(HELD).number("products"), String::valueOf),
            Column.bytes("bytes", json -> json.at(HELD).number("bytes")),
            Column.number("free_cores", json -> json.at("free").number("cores"), String::valueOf),
            Column.number("cores", json -> json.at("capacity").number("cores"), String::valueOf),
            Column.number("free_memory_mib", json -> json.at("free").number("memory_mib"), String::valueOf),
            Column.number("running"),
            Column.number("queued"),
            Column.text("datalabs", json -> Optional.of(ready(json))));

    @Option(
            names = "--until",
            paramLabel = "DATALAB",
            description = "Waits until this datalab is ready at every site that accepts work.")
    private String datalab;

    @Mixin
    private Listing listing;

    public SitesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Api api = signedIn();
        List<Json> sites = datalab == null ? sites(api) : prepared(api, screen);
        Map<String, Json> held = held(api);
        try (Rows rows = listing.rows(screen, COLUMNS)) {
            for (Json site : sites) {
                rows.row(site.put(HELD, held.get(site.text("id").orElse(""))));
            }
        }
        return ExitCodes.DONE;
    }

    private static List<Json> sites(Api api) throws IOException {
        return api.get("/api/sites").list("items");
    }

    private List<Json> prepared(Api api, Screen screen) throws IOException {
        try (Progress progress = new Progress(screen)) {
            Pause pause = new Pause();
            List<Json> sites = sites(api);
            while (sites.stream().noneMatch(SitesCommand::works)
                    || !sites.stream().filter(SitesCommand::works).allMatch(this::has)) {
                refuseToWaitInVain(api, sites);
                progress.at("waiting for " + datalab);
                pause.take();
                sites = sites(api);
            }
            return sites;
        }
    }

    private boolean has(Json site) {
        return offers(site).anyMatch(each -> each.is("ready"));
    }

    private Stream<Json> offers(Json site) {
        return site.list("datalabs").stream()
                .filter(each -> each.text("id").orElse("").equals(datalab));
    }

    /** A datalab that is on its way at a site has a time to go there; one that is not never comes by itself. */
    private void refuseToWaitInVain(Api api, List<Json> sites) throws IOException {
        for (Json site : sites.stream().filter(SitesCommand::works).toList()) {
            Optional<Json> never = offers(site)
                    .filter(each ->
                            !each.is("ready") && each.number("prepare_s").isEmpty())
                    .findFirst();
            if (never.isPresent() && !has(site)) {
                throw new IOException(
                        datalab + " cannot be had at " + site.text("id").orElse("?") + ": "
                                + never.get().text("reason").orElse("the site does not say why"));
            }
        }
        if (sites.stream().flatMap(this::offers).findAny().isEmpty()) {
            List<String> known = api.get("/api/datalabs").list("items").stream()
                    .map(each -> each.text("id").orElse(""))
                    .toList();
            if (!known.isEmpty() && !known.contains(datalab)) {
                throw new IOException("There is no datalab " + datalab + ": `periapsis datalabs` lists them");
            }
        }
    }

    private static boolean works(Json site) {
        return state(site).equals("accepting");
    }

    /** What each site holds; a server that does not tell leaves the columns empty. */
    private static Map<String, Json> held(Api api) throws IOException {
        try {
            return api.get("/api/sites/holdings").list("items").stream()
                    .collect(Collectors.toMap(site -> site.text("site").orElse(""), site -> site, (a, b) -> a));
        } catch (ServerProblem problem) {
            if (problem.status() == 404) {
                return Map.of();
            }
            throw problem;
        }
    }

    private static String state(Json site) {
        if (site.is("lost")) {
            return "lost";
        }
        if (site.is("silent")) {
            return "silent";
        }
        return site.is("accepting") ? "accepting" : "closed";
    }

    private static String ready(Json site) {
        return site.list("datalabs").stream()
                .filter(datalab -> datalab.is("ready"))
                .map(datalab -> datalab.text("id").orElse(""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
