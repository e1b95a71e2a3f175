package org.periapsis.client.find;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Format;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import org.periapsis.client.sky.Angle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches products. */
@Command(
        name = "find",
        description = "Finds products by name, place, time, wavelength and what they are.",
        footer = {
            "",
            "Example: periapsis find M51 --radius 10m",
            "         periapsis find 05:34:31.9 +22:00:52 -r 0.1d -o votable > crab.xml",
            "         periapsis find --collection HST -o ids | periapsis get -"
        })
public final class FindCommand extends ServerCommand {
    private static final int PAGE = 1000;

    @Parameters(
            paramLabel = "TARGET",
            arity = "0..*",
            description = "A name, or a position: sexagesimal (hours, degrees) or in degrees, ICRS.")
    private List<String> target = new ArrayList<>();

    @Option(
            names = {"-r", "--radius"},
            paramLabel = "ANGLE",
            description =
                    "Around the target: 0.5d, 10m, 30s; degrees without a unit (default: 10m around a position; a name"
                            + " alone is searched as words).")
    private Angle radius;

    @Option(
            names = "--footprint",
            description = "Finds what covers the circle in part, not only what is centred in it.")
    private boolean footprint;

    @Mixin
    private SearchFilters filters;

    @Option(names = "--sort", paramLabel = "ORDER", description = "obs_publisher_did, t_min, -t_min or distance.")
    private String sort;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private long limit;

    @Option(names = "--all", description = "All of them, however many.")
    private boolean all;

    @Option(names = "--count", description = "Only how many there are; counted to 10,000.")
    private boolean count;

    @Option(names = "--facets", description = "Only how many there are of each collection, instrument, type and so on.")
    private boolean facets;

    @Option(names = "--print-query", description = "Only the search as a query, for `job submit --query` and the like.")
    private boolean printQuery;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "table, tsv, csv, json, ndjson, votable or ids (default: table on a terminal, tsv elsewhere).")
    private Format format;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "These columns, by their ObsCore names.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--no-header", description = "Leaves the line of column names out.")
    private boolean noHeader;

    public FindCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Optional<String> stray =
                target.stream().filter(each -> each.matches("-+[A-Za-z].*")).findFirst();
        if (stray.isPresent()) {
            throw usage("Unknown option: '" + stray.get() + "'");
        }
        if (limit < 1) {
            throw usage("--limit is at least 1; --all has no limit");
        }
        Api api = api();
        String query = query(api, screen);
        if (printQuery) {
            screen.line(query);
        } else if (count || facets) {
            Json page = api.get(
                    "/api/products?" + query + (query.isEmpty() ? "" : "&") + "limit=1&total=true&facets=" + facets);
            if (count) {
                Json total = page.at("total");
                screen.line((total.is("exact") ? "" : "more than ") + total.whole("count"));
            } else {
                Facets.write(page.at("facets"), screen, chosen(screen), !noHeader);
            }
        } else {
            list(api, query, screen);
        }
        return ExitCodes.DONE;
    }

    private String query(Api api, Screen screen) throws IOException {
        String text = String.join(" ", target);
        Place place;
        try {
            place = new Place(text, Optional.ofNullable(radius), footprint);
            List<String> parts = new ArrayList<>(place.parts(api, screen));
            if (filters.words() && parts.stream().anyMatch(part -> part.startsWith("q="))) {
                throw usage("a name is searched as words: leave --words out, or say --radius");
            }
            parts.addAll(filters.parts());
            SearchFilters.part(parts, "sort", sort);
            return String.join("&", parts);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private void list(Api api, String query, Screen screen) throws IOException {
        Format chosen = chosen(screen);
        List<Column> shown = shown(chosen);
        long left = all ? Long.MAX_VALUE : limit;
        long written = 0;
        String pages = "/api/products?" + query + (query.isEmpty() ? "" : "&") + "limit=";
        // What the server refuses leaves no half of a list behind.
        Json page = api.get(pages + Math.min(PAGE, left));
        Json total = page.at("total");
        boolean more;
        // As JSON a product comes whole, unless columns were asked for.
        boolean asked = !columns.isEmpty() && (chosen == Format.JSON || chosen == Format.NDJSON);
        try (Rows rows = rows(screen, chosen, shown, api)) {
            while (true) {
                for (Json product : page.list("products")) {
                    rows.row(asked ? only(shown, product) : product);
                    written++;
                    left--;
                }
                more = page.text("next").isPresent();
                if (!more || left <= 0) {
                    break;
                }
                page = api.get(pages + Math.min(PAGE, left) + "&after="
                        + Api.encode(page.text("next").get()));
            }
            if (more && rows instanceof Votable votable) {
                votable.overflow();
            }
        }
        if (more) {
            screen.note(Amounts.count(written, "product", "products") + " of " + (total.is("exact") ? "" : "more than ")
                    + String.format(java.util.Locale.ROOT, "%,d", total.whole("count")) + "; --all has the rest");
        } else if (written == 0) {
            screen.note("nothing found");
        } else {
            screen.aside(Amounts.count(written, "product", "products"));
        }
    }

    private static Json only(List<Column> columns, Json product) {
        Json only = Json.object();
        columns.forEach(
                column -> only.put(column.name(), column.value().apply(product).orElse(null)));
        return only;
    }

    private Rows rows(Screen screen, Format chosen, List<Column> shown, Api api) throws IOException {
        return switch (chosen) {
            case VOTABLE -> new Votable(screen, shown, api.address("/api/products"));
            case IDS -> Listing.rows(screen, Format.TSV, shown, false);
            default -> Listing.rows(screen, chosen, shown, !noHeader);
        };
    }

    private Format chosen(Screen screen) {
        return format != null ? format : screen.terminal().out() ? Format.TABLE : Format.TSV;
    }

    private List<Column> shown(Format chosen) {
        if (chosen == Format.IDS) {
            return List.of(ObsCoreColumn.named("obs_publisher_did").orElseThrow());
        }
        if (columns.isEmpty()) {
            return chosen == Format.TABLE ? ObsCoreColumn.people() : ObsCoreColumn.data();
        }
        return columns.stream()
                .map(name -> ObsCoreColumn.named(name)
                        .orElseThrow(() -> usage("no column " + name + "; there are "
                                + String.join(
                                        ", ",
                                        ObsCoreColumn.data().stream()
                                                .map(Column::name)
                                                .toList()))))
                .toList();
    }
}
