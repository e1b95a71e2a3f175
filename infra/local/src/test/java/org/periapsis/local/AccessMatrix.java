package org.periapsis.local;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.periapsis.local.client.PlatformClient;

/** What each kind of caller is answered by each operation of every contract, asked of the services themselves. */
final class AccessMatrix {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");

    /**
     * One operation.
     *
     * @param service instance that is asked, such as {@code ingest-esac}
     * @param path with its parameters in braces
     * @param query names of the parameters that it must have
     */
    record Operation(String service, String method, String path, String id, List<String> query) {}

    /** What an answer means for who asked. */
    enum Told {
        YES("yes"),
        SIGN_IN("sign in"),
        NO("no"),
        AS_IF_NOT_THERE("not there");

        private final String word;

        Told(String word) {
            this.word = word;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Integer> ports;
    private final Map<String, String> tokens;
    private final Things things;

    /** Values for the parameters of paths and queries: of things that are there. */
    interface Things {
        /** @return the value of a parameter in an operation */
        String value(Operation operation, String parameter);
    }

    /** @param tokens by kind of caller, in the table's order; an empty one for nobody */
    AccessMatrix(Map<String, Integer> ports, Map<String, String> tokens, Things things) {
        this.ports = ports;
        this.tokens = tokens;
        this.things = things;
    }

    /** @return the operations of a contract, in its order */
    static List<Operation> operations(String service, Path contract) throws IOException {
        List<Operation> all = new ArrayList<>();
        Map<?, ?> paths = (Map<?, ?>)
                new YAMLMapper().readValue(contract.toFile(), Map.class).get("paths");
        paths.forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                List<String> query = new ArrayList<>();
                for (Object holder : List.of(item, operation)) {
                    query.addAll(required(((Map<?, ?>) holder).get("parameters")));
                }
                all.add(new Operation(
                        service,
                        String.valueOf(method).toUpperCase(Locale.ROOT),
                        String.valueOf(path),
                        String.valueOf(((Map<?, ?>) operation).get("operationId")),
                        query));
            }
        }));
        return all;
    }

    private static List<String> required(Object parameters) {
        List<String> names = new ArrayList<>();
        if (parameters instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> one
                        && "query".equals(one.get("in"))
                        && Boolean.TRUE.equals(one.get("required"))) {
                    names.add(String.valueOf(one.get("name")));
                }
            }
        }
        return names;
    }

    /** @return the answers as a table in Markdown */
    String table(List<Operation> operations) throws Exception {
        StringBuilder text = new StringBuilder("| service | operation | |");
        tokens.keySet().forEach(who -> text.append(' ').append(who).append(" |"));
        text.append("\n|---|---|---|").append("---|".repeat(tokens.size())).append('\n');
        for (Operation operation : operations) {
            text.append("| ")
                    .append(operation.service().replaceAll("-(esac|jive|skao)$", ""))
                    .append(" | ")
                    .append(operation.id())
                    .append(" | `")
                    .append(operation.method())
                    .append(' ')
                    .append(operation.path())
                    .append("` |");
            for (Told told : answers(operation).values()) {
                text.append(' ').append(told.word).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private Map<String, Told> answers(Operation operation) throws Exception {
        Map<String, Told> all = new LinkedHashMap<>();
        for (Map.Entry<String, String> who : tokens.entrySet()) {
            all.put(who.getKey(), told(operation, who.getValue()));
        }
        return all;
    }

    private Told told(Operation operation, String token) throws Exception {
        String path = operation.path();
        for (String name : path.replaceAll("^[^{]*\\{|\\}[^{]*$", "").split("\\}[^{]*\\{", -1)) {
            if (!name.isEmpty() && path.contains("{" + name + "}")) {
                path = path.replace("{" + name + "}", PlatformClient.encode(things.value(operation, name)));
            }
        }
        String glue = "?";
        for (String name : operation.query()) {
            path += glue + name + "=" + PlatformClient.encode(things.value(operation, name));
            glue = "&";
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(operation.service()) + path))
                .timeout(PATIENCE);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        boolean reads = operation.method().equals("GET") || operation.method().equals("HEAD");
        if (!reads) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<java.io.InputStream> answer = http.send(
                request.method(
                                operation.method(),
                                reads
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(new JsonObject().encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        // Streams of events have no end.
        answer.body().close();
        return switch (answer.statusCode()) {
            case 401 -> Told.SIGN_IN;
            case 403 -> Told.NO;
            case 404 -> Told.AS_IF_NOT_THERE;
            default -> {
                if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
                    throw new IllegalStateException(operation + " is answered " + answer.statusCode());
                }
                yield Told.YES;
            }
        };
    }
}
