package org.periapsis.client.server;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.periapsis.client.json.Json;

/** The server refused, or a service behind it does not answer: its problem+json, in the server's own words. */
public final class ServerProblem extends IOException {
    private static final long serialVersionUID = 1;

    private static final Pattern LISTS = Pattern.compile("\\bGET /(datalabs|sites)\\b(?!/)");

    private final int status;
    private final transient Json problem;

    ServerProblem(int status, Json problem) {
        super(message(status, problem));
        this.status = status;
        this.problem = problem;
    }

    /** @param body what the server sent, a problem or not */
    static ServerProblem of(int status, String body) {
        try {
            return new ServerProblem(status, Json.parse(body));
        } catch (IOException e) {
            return new ServerProblem(status, Json.object());
        }
    }

    public int status() {
        return status;
    }

    /** @return the last part of the problem's type, such as {@code sign-in-first} */
    public String code() {
        String type = problem.text("type").orElse("");
        return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1);
    }

    public Optional<String> field() {
        return problem.text("field");
    }

    /** Where the server names what lists something, the command that does. */
    public Optional<String> remedy() {
        return problem.text("remedy")
                .map(remedy -> LISTS.matcher(remedy).replaceAll(list -> "`periapsis " + list.group(1) + "`"));
    }

    private static String message(int status, Json problem) {
        return problem.text("detail")
                .or(() -> problem.text("title"))
                .orElse("The server answered " + status + " without saying why");
    }
}
