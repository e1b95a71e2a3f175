package org.periapsis.kit.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.periapsis.kit.observe.Audit;

/**
 * Puts requests into the audit log before their answer goes out: who it is is known by then, and so is whether it took effect,
 * and whoever has the answer finds it written down. What is written down is declared by method and path; whatever else an
 * operator changes is written down too.
 */
public final class AuditedRoutes {
    private static final String MORE = AuditedRoutes.class.getName() + ".more";
    private static final String ALSO = AuditedRoutes.class.getName() + ".also";
    private static final String WRITTEN = AuditedRoutes.class.getName() + ".written";
    private static final String ELSEWHERE = AuditedRoutes.class.getName() + ".elsewhere";
    private static final String WHO = "who";

    private final Audit audit;
    private final List<Rule> rules = new ArrayList<>();

    private record Rule(HttpMethod method, Pattern path, Audit.Act act) {
        boolean takes(RoutingContext context) {
            return method.equals(context.request().method())
                    && path.matcher(AllowedMethods.withSlash(context.normalizedPath(), true))
                            .matches();
        }
    }

    private record Consequence(Audit.Act act, Map<String, String> more) {
        Consequence {
            more = Map.copyOf(more);
        }
    }

    public AuditedRoutes(String service, Clock clock) {
        this.audit = new Audit(service, clock);
    }

    /** @param path as a router has it, with {@code :name} for what differs */
    public AuditedRoutes on(String method, String path, Audit.Act act) {
        rules.add(new Rule(
                HttpMethod.valueOf(method), AllowedMethods.pattern(AllowedMethods.withSlash(path, true)), act));
        return this;
    }

    /** A handler of all routes; mount it before them. */
    public void watch(RoutingContext context) {
        // One whose answer never goes out, as its caller has left, ends all the same.
        context.addHeadersEndHandler(answered -> write(context));
        context.addEndHandler(done -> write(context));
        context.next();
    }

    /** Adds what only the handler knows, such as whom a link is for. Never a secret. */
    public static void add(RoutingContext context, String name, String value) {
        Map<String, String> more = context.get(MORE);
        if (more == null) {
            more = new TreeMap<>();
            context.put(MORE, more);
        }
        more.put(name, value);
    }

    /** Says who acts, where the request itself is what tells. */
    public static void acts(RoutingContext context, String subject) {
        add(context, WHO, subject);
    }

    /** Writes down what a request has brought about besides, a line each, when it is answered. */
    public static void also(RoutingContext context, Audit.Act act, Map<String, String> more) {
        List<Consequence> known = context.get(ALSO);
        if (known == null) {
            known = new ArrayList<>();
            context.put(ALSO, known);
        }
        known.add(new Consequence(act, more));
    }

    /** What has no rule here was done by another service, which writes it down itself. */
    public static void elsewhere(RoutingContext context) {
        context.put(ELSEWHERE, true);
    }

    /** Once each, whatever is asked how often. */
    private void write(RoutingContext context) {
        if (context.get(WRITTEN) == null) {
            context.put(WRITTEN, true);
            act(context).ifPresent(act -> write(context, act, Map.of()));
        }
        List<Consequence> more = context.remove(ALSO);
        if (more != null) {
            more.forEach(each -> write(context, each.act(), each.more()));
        }
    }

    /** Reading leaves no trace here: the one exception, a link that is opened, has a rule. */
    private Optional<Audit.Act> act(RoutingContext context) {
        return rules.stream()
                .filter(rule -> rule.takes(context))
                .map(Rule::act)
                .findFirst()
                .or(() -> Optional.of(Audit.Act.OPERATOR).filter(act -> changedByOperator(context)));
    }

    private void write(RoutingContext context, Audit.Act act, Map<String, String> own) {
        Map<String, String> more = new TreeMap<>(own);
        Map<String, String> added = context.get(MORE);
        if (added != null) {
            more.putAll(added);
        }
        more.put("method", context.request().method().name());
        more.put("path", path(context, act));
        Optional.ofNullable(context.request().getHeader("X-Forwarded-For"))
                .ifPresent(said -> more.put("forwarded_for", said));
        Audit.Source from = new Audit.Source(
                address(context),
                Optional.ofNullable(ServiceRoutes.trace(context)).orElse(""));
        audit.act(act, ServiceRoutes.caller(context), from, context.response().getStatusCode(), more);
    }

    /** A sign-in link's path is its secret. */
    private static String path(RoutingContext context, Audit.Act act) {
        return act == Audit.Act.SIGN_IN ? "" : context.normalizedPath();
    }

    private static String address(RoutingContext context) {
        var remote = context.request().remoteAddress();
        return remote == null || remote.host() == null ? "" : remote.host();
    }

    private static boolean changedByOperator(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean reads = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
        return !reads
                && context.get(ELSEWHERE) == null
                && ServiceRoutes.caller(context).operator();
    }
}
