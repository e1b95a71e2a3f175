package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.local.client.NotebookKernel;
import org.periapsis.local.client.PlatformClient;

/** A program in a session of its own, which asks the portal with nothing but what it finds around it. */
final class RunProgram {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CELL =
            """
            import json, os, stat, urllib.error, urllib.request
            server, file = os.environ['PERIAPSIS_SERVER'], os.environ['PERIAPSIS_TOKEN_FILE']
            token, at = open(file).read(), os.stat(file)
            def ask(line):
                method, path = line.split(' ', 1)
                request = urllib.request.Request(server + path, method=method,
                    data=None if method in ('GET', 'DELETE') else b'{}',
                    headers={'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'})
                try:
                    with urllib.request.urlopen(request, timeout=30) as answer:
                        return answer.status
                except urllib.error.HTTPError as refused:
                    return refused.code
            print(json.dumps({'answers': {line: ask(line) for line in %s}, 'token': token,
                'own': at.st_uid == os.getuid() and stat.S_IMODE(at.st_mode) == 0o400,
                'others': [name for name in os.environ if name == 'PERIAPSIS_TOKEN']}))
            """;

    private final PlatformClient owner;
    private final String session;
    private JsonObject found = new JsonObject();

    private RunProgram(PlatformClient owner, String session) {
        this.owner = owner;
        this.session = session;
    }

    static RunProgram start(PlatformClient owner) throws Exception {
        String session = owner.send(
                        "POST",
                        "/api/sessions",
                        new JsonObject().put("datalab", new JsonObject().put("id", "notebook")))
                .getString("id");
        RunProgram program = new RunProgram(owner, session);
        Eventually.is(PATIENCE, program::state, "READY");
        return program;
    }

    String session() {
        return session;
    }

    /** Asks from inside. @return the answers' codes, by request */
    Map<String, Integer> asks(List<String> requests) throws IOException {
        String printed = new NotebookKernel(owner, session)
                .run("work/asks.ipynb", CELL.formatted(new JsonArray(requests).encode()), PATIENCE);
        found = new JsonObject(printed);
        assertThat(found.getBoolean("own"))
                .as("the token's file is the run's, and nobody else reads it")
                .isTrue();
        assertThat(found.getJsonArray("others")).isEmpty();
        Map<String, Integer> answers = new TreeMap<>();
        found.getJsonObject("answers").forEach(each -> answers.put(each.getKey(), (Integer) each.getValue()));
        return answers;
    }

    /** Asks with the run's token from somewhere else, as whoever has got hold of it. */
    int asksFromOutside(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(owner.base() + path))
                .header("Authorization", "Bearer " + found.getString("token"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    void stop() throws IOException {
        owner.send("DELETE", "/api/sessions/" + session, null);
    }

    String state() throws IOException {
        return owner.get("/api/sessions/" + session).getString("state");
    }
}
