package org.periapsis.client.basket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.Ids;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.Verbs;
import org.periapsis.client.json.Json;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The basket: what a session or job is to work on. */
@Command(
        name = "basket",
        description = "Your basket at the server: the same that the pages show.",
        footer = {"", "Example: periapsis find --collection HST -o ids | periapsis basket add -"})
public final class BasketCommand extends Verbs.Group {

    public static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new BasketCommand())
                .addSubcommand(new Add(surroundings))
                .addSubcommand(new ListIds(surroundings))
                .addSubcommand(new Remove(surroundings))
                .addSubcommand(new Clear(surroundings))
                .addSubcommand(new Summary(surroundings))
                .addSubcommand(new Share(surroundings))
                .addSubcommand(new Unshare(surroundings));
    }

    private static void tell(Screen screen, Baskets.Basket basket) {
        screen.note(
                basket.query().isPresent()
                        ? "the basket stands for the query " + basket.query().get()
                        : Amounts.count(basket.ids().size(), "product", "products") + " in the basket");
    }

    /** Adds. */
    @Command(
            name = "add",
            description = "Adds products, or lets the basket stand for a query.",
            footer = {"", "Example: periapsis basket add --query \"$(periapsis find M51 -r 10m --print-query)\""})
    static final class Add extends ServerCommand {
        @Parameters(paramLabel = "ID", arity = "0..*", description = "Product ids; - takes them from standard input.")
        private List<String> words = new ArrayList<>();

        @Option(
                names = "--query",
                paramLabel = "QUERY",
                description = "Instead: a search, such as `find --print-query` prints.")
        private String query;

        Add(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            if (words.isEmpty() == (query == null)) {
                throw usage("what? Give either ids or - or --query");
            }
            Baskets baskets = new Baskets(signedIn());
            if (query != null) {
                tell(screen, baskets.set(query));
                return ExitCodes.DONE;
            }
            List<String> ids = Ids.given(words, surroundings());
            tell(screen, baskets.change(before -> {
                Set<String> all = new LinkedHashSet<>(before);
                all.addAll(ids);
                return List.copyOf(all);
            }));
            return ExitCodes.DONE;
        }
    }

    /** Lists. */
    @Command(
            name = "list",
            description = "Prints the ids in it, one a line, or the query that it stands for.",
            footer = {"", "Example: periapsis basket list | periapsis get -"})
    static final class ListIds extends ServerCommand {
        ListIds(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Baskets.Basket basket = new Baskets(signedIn()).read();
            basket.ids().forEach(screen::part);
            screen.flush();
            if (basket.query().isPresent()) {
                screen.line(basket.query().get());
            }
            return ExitCodes.DONE;
        }
    }

    /** Removes. */
    @Command(
            name = "remove",
            description = "Takes products out.",
            footer = {"", "Example: periapsis basket remove ivo://esa-sky/HST?hst-wfpc2-u40x010hm-c0f.fits"})
    static final class Remove extends ServerCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Product ids; - takes them from standard input.")
        private List<String> words = new ArrayList<>();

        Remove(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Set<String> out = Set.copyOf(Ids.given(words, surroundings()));
            tell(screen, new Baskets(signedIn()).change(before -> before.stream()
                    .filter(id -> !out.contains(id))
                    .toList()));
            return ExitCodes.DONE;
        }
    }

    /** Clears. */
    @Command(
            name = "clear",
            description = "Empties it.",
            footer = {"", "Example: periapsis basket clear"})
    static final class Clear extends ServerCommand {
        Clear(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            tell(screen, new Baskets(signedIn()).set(List.of()));
            return ExitCodes.DONE;
        }
    }

    /** Sums up. */
    @Command(
            name = "summary",
            description = "How much it is, and for each site how much of it is there and how much would be moved.",
            footer = {"", "Example: periapsis basket summary"})
    static final class Summary extends ServerCommand {
        private static final List<Column> COLUMNS = List.of(
                Column.word("site"),
                Column.number("products"),
                Column.bytes("local_bytes", json -> json.number("local_bytes")),
                Column.bytes("missing_bytes", json -> json.number("missing_bytes")));

        @Mixin
        private Listing listing;

        Summary(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Json summary = signedIn().get("/api/basket/summary");
            screen.note(Amounts.count(summary.whole("count"), "product", "products") + ", "
                    + Amounts.bytes(summary.whole("bytes")));
            try (Rows rows = listing.rows(screen, COLUMNS)) {
                for (Json site : summary.list("sites")) {
                    rows.row(site);
                }
            }
            List<String> gone = summary.texts("gone");
            if (!gone.isEmpty()) {
                screen.note("no longer there: " + String.join(" ", gone));
            }
            return ExitCodes.DONE;
        }
    }

    /** Shares. */
    @Command(
            name = "share",
            description = "Prints a link to it, for others who may sign in: they see what is in it, now and later.",
            footer = {"", "Example: periapsis basket share"})
    static final class Share extends ServerCommand {
        Share(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            var api = signedIn();
            Optional<String> link =
                    api.send("POST", "/api/basket/share", null).body().text("link");
            String path = link.orElseThrow(() -> new IOException("The server gave no link"));
            screen.line(path.startsWith("/") ? api.address(path) : path);
            return ExitCodes.DONE;
        }
    }

    /** Shares no longer. */
    @Command(
            name = "unshare",
            description = "Nobody else sees it any more; links to it show nothing to others.",
            footer = {"", "Example: periapsis basket unshare"})
    static final class Unshare extends ServerCommand {
        Unshare(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            signedIn().send("DELETE", "/api/basket/share", null);
            screen.note("the basket is not shared");
            return ExitCodes.DONE;
        }
    }
}
