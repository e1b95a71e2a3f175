package org.periapsis.client.event;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log. */
@Command(
        name = "events",
        description =
                "The event log, as far as you may see it: live with --follow, or all that concerns one id, the oldest"
                        + " first. CloudEvents, one a line.",
        footer = {
            "",
            "Example: periapsis events --follow --type ProductIndexed --type RunReady",
            "         periapsis events -f --from 2026-11-22T00:00:00Z -o ndjson | jq .type",
            "         periapsis events 7c2f6d1e-0d0f-4c7e-8a9e-1f2d3c4b5a69"
        })
public final class EventsCommand extends ServerCommand {
    private static final int PAGE = 100;

    /** How an event is written. */
    enum As {
        TEXT,
        NDJSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "A product, session, job, run, transfer, datalab, basket or site.")
    private String about;

    @Option(
            names = {"-f", "--follow"},
            description = "What happens from now on, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "Only this type, such as RunReady; may be repeated, as all that follow.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "ID", description = "Only about this id.")
    private List<String> subjects = new ArrayList<>();

    @Option(names = "--site", paramLabel = "SITE", split = ",", description = "Only of this site.")
    private List<String> sites = new ArrayList<>();

    @Option(names = "--topic", paramLabel = "TOPIC", split = ",", description = "Only of this topic, such as runs.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            description = "Begins there: earliest, latest or an ISO 8601 time (default: latest).")
    private String from;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Ends after so many.")
    private Long limit;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or ndjson (default: text on a terminal, ndjson elsewhere).")
    private As as;

    private long left;

    public EventsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        if (limit != null && limit < 1) {
            throw usage("--limit is at least 1");
        }
        left = limit == null ? Long.MAX_VALUE : limit;
        if (about != null && !follow) {
            history(api(), screen);
        } else if (follow || limit != null) {
            live(api(), screen);
        } else {
            throw usage("which events? Say --follow, --limit N, or the id that they are about");
        }
        return ExitCodes.DONE;
    }

    private void history(Api api, Screen screen) throws IOException {
        List<Json> events = new ArrayList<>();
        String before = "";
        do {
            Json page = api.get(
                    "/api/events/history?about=" + Api.encode(about) + "&limit=" + Math.min(PAGE, left) + before);
            events.addAll(page.list("items"));
            left -= page.list("items").size();
            before =
                    page.text("next").map(next -> "&before=" + Api.encode(next)).orElse("");
        } while (!before.isEmpty() && left > 0);
        Collections.reverse(events);
        for (Json event : events) {
            write(event, screen);
        }
    }

    private void live(Api api, Screen screen) throws IOException {
        List<String> query = new ArrayList<>();
        List<String> about = new ArrayList<>(subjects);
        if (this.about != null) {
            about.add(this.about);
        }
        part(query, "type", types);
        part(query, "subject", about);
        part(query, "site", sites);
        part(query, "topic", topics);
        part(query, "from", from == null ? List.of() : List.of(from));
        new EventStream(api, "/api/events" + (query.isEmpty() ? "" : "?" + String.join("&", query)))
                .read(new EventStream.Reader() {
                    @Override
                    public boolean event(Json event) throws IOException {
                        write(event, screen);
                        return --left > 0;
                    }

                    @Override
                    public void gap(Json gap) {
                        screen.note("the log no longer has offsets " + gap.whole("from") + " to " + gap.whole("to")
                                + " of " + gap.text("topic").orElse("") + " partition " + gap.whole("partition"));
                    }
                });
    }

    private static void part(List<String> query, String name, List<String> values) {
        if (!values.isEmpty()) {
            query.add(name + "=" + Api.encode(String.join(",", values)));
        }
    }

    private void write(Json event, Screen screen) throws IOException {
        boolean text = as == null ? screen.terminal().out() : as == As.TEXT;
        if (!text) {
            screen.line(event.toString());
            return;
        }
        String type = event.text("type").orElse("");
        Optional<String> site = event.text("site").filter(name -> !name.isEmpty());
        screen.line(Amounts.time(event.text("time").orElse("")) + "  "
                + screen.bold(type.substring(type.lastIndexOf('.') + 1)) + "  "
                + event.text("subject").orElse("")
                + site.map(name -> "  at " + name).orElse(""));
    }
}
