package org.periapsis.client.session;

import java.io.IOException;
import org.periapsis.client.ExitCodes;
import org.periapsis.client.ServerCommand;
import org.periapsis.client.Surroundings;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import org.periapsis.client.show.Amounts;
import org.periapsis.client.show.Listing;
import org.periapsis.client.show.Screen;
import org.periapsis.client.work.Asking;
import org.periapsis.client.work.Preview;
import org.periapsis.client.work.Quantities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a session. */
@Command(
        name = "start",
        description = "Starts a datalab beside the products, and waits until it is ready. Prints the session's id.",
        footer = {
            "",
            "Example: periapsis session start notebook --basket --lease 8h",
            "         periapsis find M51 -o ids | periapsis session start viewer - --dry-run"
        })
final class StartCommand extends ServerCommand {
    @Mixin
    private Asking asking;

    @Option(names = "--site", paramLabel = "SITE", description = "Only at this site.")
    private String site;

    @Option(names = "--lease", paramLabel = "TIME", description = "How long from when it is ready: 8h, 90m.")
    private Quantities.Span lease;

    @Option(names = "--no-wait", description = "Returns at once.")
    private boolean noWait;

    @Option(names = "--dry-run", description = "Only says where it would start, and why.")
    private boolean dryRun;

    @Mixin
    private Listing listing;

    StartCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected int run(Screen screen) throws IOException {
        Api api = signedIn();
        Json body = asking.body(api, surroundings())
                .put("site", site)
                .put("lease_s", lease == null ? null : lease.seconds());
        if (dryRun) {
            Preview.show(api.send("POST", "/api/placements/preview", body).body(), screen, listing);
            return ExitCodes.DONE;
        }
        long began = System.nanoTime();
        Api.Answer asked = api.send("POST", Sessions.PATH, body);
        String id = asked.body().text("id").orElseThrow(() -> new IOException("The server named no session"));
        screen.line(id);
        if (noWait) {
            return ExitCodes.DONE;
        }
        Json session = new Sessions(api).untilReady(id, asked.position(), screen);
        if (Sessions.over(session)) {
            screen.note("the session is " + session.text("state").orElse("") + ": "
                    + session.text("reason").orElse("no reason is known"));
            return ExitCodes.FAILED;
        }
        screen.note("ready at " + session.text("site").orElse("") + " after "
                + Amounts.seconds((System.nanoTime() - began) / 1e9) + "; "
                + Amounts.bytes(session.whole("local_bytes")) + " are there, "
                + Amounts.bytes(session.whole("moved_bytes")) + " were brought");
        screen.note("open " + api.address("/sessions/" + id + "/"));
        return ExitCodes.DONE;
    }
}
