package org.periapsis.kit.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import io.vertx.openapi.validation.impl.ValidatedRequestImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds the requests of one operation against its contract, beside the event loop: a body of megabytes is read and checked for a
 * while. Vert.x's own validation keeps the requests of a server in one line, in which all would wait for the longest.
 */
final class ContractDoor implements Handler<RoutingContext> {
    private static final RequestExtractor PARTS = RequestExtractor.withBodyHandler();

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private final Operation operation;
    private final RequestValidatorImpl rules;

    ContractDoor(Operation operation, RequestValidatorImpl rules) {
        this.operation = operation;
        this.rules = rules;
    }

    @Override
    public void handle(RoutingContext context) {
        flaw(context)
                .<Future<ValidatableRequest>>map(problem -> Future.failedFuture(problem.exception()))
                .orElseGet(() -> parts(context))
                .compose(request -> Aside.call(context.vertx(), () -> checked(context, request)))
                .onSuccess(request -> {
                    context.put(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST, request);
                    context.next();
                })
                .onFailure(failure -> context.fail(
                        failure instanceof ValidatorException
                                ? new HttpException(400, failure.getMessage(), failure)
                                : failure));
    }

    /** What the validator takes and who works with the value does not: a number spelled otherwise, one of several values. */
    private Optional<Problem> flaw(RoutingContext context) {
        String coding = context.request().getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return Optional.of(Problem.of("unsupported-coding", 415, "The body is packed")
                    .field("Content-Encoding")
                    .remedy("Send it as it is"));
        }
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            List<String> values =
                    switch (parameter.getIn()) {
                        case QUERY -> context.queryParam(name);
                        case PATH ->
                            Optional.ofNullable(context.pathParam(name)).stream()
                                    .toList();
                        default -> List.of();
                    };
            if (values.size() > 1 && parameter.getSchemaType() != SchemaType.ARRAY) {
                return Optional.of(Problem.badRequest(name, "It is given more than once", "Give it once"));
            }
            if (parameter.getSchemaType() == SchemaType.INTEGER
                    && values.stream().anyMatch(value -> !WHOLE.matcher(value).matches())) {
                return Optional.of(Problem.badRequest(name, "It is no whole number", "Write digits only"));
            }
        }
        return Optional.empty();
    }

    /**
     * Vert.x decodes a query parameter that has been decoded, and reads each text of a list as JSON: it is given what comes to
     * the parameter's value by that, while it looks.
     */
    private Future<ValidatableRequest> parts(RoutingContext context) {
        MultiMap all = context.request().params();
        Map<String, List<String>> decoded = new HashMap<>();
        for (Parameter parameter : operation.getParameters()) {
            if (parameter.getIn() != Location.QUERY) {
                continue;
            }
            List<String> values = List.copyOf(all.getAll(parameter.getName()));
            List<String> given = values.stream()
                    .map(texts(parameter) ? ContractDoor::quoted : value -> value)
                    .map(value -> value.replace("%", "%25").replace("+", "%2B"))
                    .toList();
            if (!given.equals(values)) {
                decoded.put(parameter.getName(), values);
                all.set(parameter.getName(), given);
            }
        }
        try {
            return PARTS.extractValidatableRequest(context, operation);
        } finally {
            decoded.forEach(all::set);
        }
    }

    private static boolean texts(Parameter parameter) {
        return parameter.getSchemaType() == SchemaType.ARRAY
                && parameter.isExplode()
                && parameter.getSchema().get("items") instanceof JsonObject items
                && "string".equals(items.getString("type"));
    }

    /** As JSON, without the character at which Vert.x parts a list. */
    private static String quoted(String text) {
        return Json.encode(text).replace("&", "\\u0026");
    }

    private ValidatedRequest checked(RoutingContext context, ValidatableRequest request) {
        RequestDoor.checkBody(context);
        Map<String, RequestParameter> cookies = new HashMap<>();
        Map<String, RequestParameter> headers = new HashMap<>();
        Map<String, RequestParameter> path = new HashMap<>();
        Map<String, RequestParameter> query = new HashMap<>();
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            switch (parameter.getIn()) {
                case COOKIE ->
                    cookies.put(
                            name,
                            rules.validateParameter(
                                    parameter, request.getCookies().get(name)));
                case HEADER ->
                    headers.put(
                            name,
                            rules.validateParameter(
                                    parameter, request.getHeaders().get(name)));
                case PATH ->
                    path.put(
                            name,
                            rules.validateParameter(
                                    parameter, request.getPathParameters().get(name)));
                case QUERY ->
                    query.put(
                            name,
                            rules.validateParameter(
                                    parameter, request.getQuery().get(name)));
                default -> throw new IllegalStateException("a parameter in " + parameter.getIn());
            }
        }
        RequestParameter body = rules.validateBody(operation.getRequestBody(), request);
        return new ValidatedRequestImpl(cookies, headers, path, query, body);
    }
}
