package org.periapsis.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.Verbs;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Column;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Rows;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Details;
import org.periapsis.client.work.ListWork;
import org.periapsis.client.work.Logs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs. An id may be given by its first characters. */
@Command(
        name = "job",
        description = "Batch jobs: a task for each product, beside it.",
        footer = {"", "Example: periapsis job submit statistics --basket --watch"})
public final class JobCommand extends Verbs.Group {
    private static final List<Column> COLUMNS = List.of(
            Column.word("id"),
            Column.word("state"),
            Column.text("name"),
            Column.word("datalab", json -> json.at("datalab").text("id")),
            Column.number("tasks"),
            Column.number("succeeded", json -> json.number("tasks_succeeded"), String::valueOf),
            Column.number("failed", json -> json.number("tasks_failed"), String::valueOf),
            Column.time("submitted", json -> json.at("times").text("SUBMITTED")),
            Column.text("reason"));

    public static CommandLine of(Surroundings surroundings) {
        return new CommandLine(new JobCommand())
                .addSubcommand(new SubmitCommand(surroundings))
                .addSubcommand("list", new ListWork(surroundings, Jobs.PATH, COLUMNS))
                .addSubcommand(new Show(surroundings))
                .addSubcommand(new Watch(surroundings))
                .addSubcommand(new Outputs(surroundings))
                .addSubcommand(new ShowLogs(surroundings))
                .addSubcommand(new Cancel(surroundings));
    }

    /** Shows one. */
    @Command(
            name = "show",
            description = "Shows a job: its state, and its progress by site.",
            footer = {"", "Example: periapsis job show 41ab"})
    static final class Show extends ServerCommand {
        private static final List<Column> SITES = List.of(
                Column.word("site"),
                Column.number("runs"),
                Column.number("tasks"),
                Column.number("done"),
                Column.number("failed"),
                Column.number("running"),
                Column.bytes("local_bytes", json -> json.number("local_bytes")),
                Column.bytes("moved_bytes", json -> json.number("moved_bytes")));

        @Parameters(paramLabel = "ID", description = "The job.")
        private String id;

        @Mixin
        private Listing listing;

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Jobs jobs = new Jobs(signedIn());
            Json job = jobs.read(jobs.id(id));
            if (listing.json()) {
                screen.line(job.toString());
                return ExitCodes.DONE;
            }
            new Details(screen)
                    .row("id", job.text("id"))
                    .row("state", job.text("state"))
                    .row("name", job.text("name"))
                    .row("datalab", job.at("datalab").text("id"))
                    .row("version", job.at("datalab").text("version"))
                    .row("tasks", job.text("tasks"))
                    .row("succeeded", job.text("tasks_succeeded"))
                    .row("failed", job.text("tasks_failed"))
                    .row("reason", job.text("reason"))
                    .bytes("in place", job.number("local_bytes"))
                    .bytes("brought", job.number("moved_bytes"))
                    .times(job.at("times"));
            if (!job.list("sites").isEmpty()) {
                screen.line("");
            }
            try (Rows rows = listing.rows(screen, SITES)) {
                for (Json site : job.list("sites")) {
                    rows.row(site);
                }
            }
            return ExitCodes.DONE;
        }
    }

    /** Follows one. */
    @Command(
            name = "watch",
            description = "Follows a job until it is over. Exit code 0 if it succeeded. Ctrl-C leaves the job alone.",
            footer = {"", "Example: periapsis job watch 41ab"})
    static final class Watch extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The job.")
        private String id;

        Watch(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Jobs jobs = new Jobs(signedIn());
            Json job = jobs.untilOver(jobs.id(id), "", screen);
            Jobs.tell(job, screen);
            screen.line(job.text("id").orElse("") + " " + job.text("state").orElse(""));
            return Jobs.succeeded(job) ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    /** Lists what came out. */
    @Command(
            name = "outputs",
            description = "Lists the ids of the products that a job made, as far as they can be found already.",
            footer = {"", "Example: periapsis job outputs 41ab | periapsis get - -O results"})
    static final class Outputs extends ServerCommand {
        private static final int PAGE = 1000;

        @Parameters(paramLabel = "ID", description = "The job.")
        private String id;

        @Option(names = "--wait", description = "Waits until the job is over and all that it made can be found.")
        private boolean wait;

        Outputs(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Jobs jobs = new Jobs(api);
            String job = jobs.id(id);
            if (wait) {
                jobs.untilFound(job, screen);
            }
            String after = "";
            do {
                Json page = api.get("/api/products?job_id=" + job + "&limit=" + PAGE + after);
                page.list("products")
                        .forEach(product ->
                                screen.part(product.text("obs_publisher_did").orElse("")));
                screen.flush();
                after = page.text("next")
                        .map(next -> "&after=" + Api.encode(next))
                        .orElse("");
            } while (!after.isEmpty());
            return ExitCodes.DONE;
        }
    }

    /** Shows a log. */
    @Command(
            name = "logs",
            description = "Prints the log of one of a job's runs.",
            footer = {"", "Example: periapsis job logs 41ab --run 2"})
    static final class ShowLogs extends ServerCommand {
        @Parameters(paramLabel = "ID", description = "The job.")
        private String id;

        @Option(
                names = "--run",
                paramLabel = "N",
                defaultValue = "0",
                description = "The run (default: ${DEFAULT-VALUE}).")
        private int run;

        @Option(
                names = {"-f", "--follow"},
                description = "Stays, and prints what comes.")
        private boolean follow;

        ShowLogs(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Logs.copy(api, Jobs.PATH + "/" + new Jobs(api).id(id) + "/logs?run=" + run + "&follow=" + follow, screen);
            return ExitCodes.DONE;
        }
    }

    /** Cancels. */
    @Command(
            name = "cancel",
            description = "Ends jobs. What their finished runs have made stays.",
            footer = {"", "Example: periapsis job cancel 41ab"})
    static final class Cancel extends ServerCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "The jobs.")
        private List<String> ids = new ArrayList<>();

        Cancel(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        protected int run(Screen screen) throws IOException {
            Api api = signedIn();
            Jobs jobs = new Jobs(api);
            for (String beginning : ids) {
                String id = jobs.id(beginning);
                api.send("DELETE", Jobs.PATH + "/" + id, null);
                Json job = jobs.untilOver(id, "", screen);
                screen.line(id + " " + job.text("state").orElse(""));
            }
            return ExitCodes.DONE;
        }
    }
}
