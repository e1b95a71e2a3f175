package org.periapsis.kit.http;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.periapsis.events.door.Text;

/**
 * An answer that says what is wrong (RFC 9457, application/problem+json). Text is for the client: no diagnostics in it.
 *
 * @param code stable, kebab case; the last part of {@code type}
 * @param status HTTP status
 * @param detail what is wrong with this request
 * @param field the parameter, body field or header keyword at fault
 * @param remedy what to do about it
 * @param more members of its own, such as the service at fault
 */
public record Problem(
        String code,
        int status,
        String detail,
        Optional<String> field,
        Optional<String> remedy,
        Map<String, String> more) {
    private static final int LONGEST_DETAIL = 16_000;
    private static final int LONGEST_FIELD = 200;

    /** The member that is also said in the header Allow. */
    static final String ALLOW = "allow";

    /** The member, seconds, that is also said in the header Retry-After. */
    static final String RETRY_AFTER = "retry_after_s";

    public Problem {
        // They quote what was sent.
        detail = Text.cleaned(detail, LONGEST_DETAIL);
        field = field.map(name -> Text.cleaned(name, LONGEST_FIELD));
        remedy = remedy.map(text -> Text.cleaned(text, LONGEST_DETAIL));
        more = Map.copyOf(more);
    }

    public static Problem of(String code, int status, String detail) {
        return new Problem(code, status, detail, Optional.empty(), Optional.empty(), Map.of());
    }

    public Problem field(String name) {
        return new Problem(code, status, detail, Optional.of(name), remedy, more);
    }

    public Problem remedy(String text) {
        return new Problem(code, status, detail, field, Optional.of(text), more);
    }

    /** Adds a member (RFC 9457, 3.2). */
    public Problem with(String member, String value) {
        Map<String, String> all = new TreeMap<>(more);
        all.put(member, value);
        return new Problem(code, status, detail, field, remedy, all);
    }

    public ProblemException exception() {
        return new ProblemException(this, null);
    }

    public ProblemException exception(Throwable cause) {
        return new ProblemException(this, cause);
    }

    public static Problem signInFirst() {
        return of("sign-in-first", 401, "This needs a signed-in caller")
                .remedy("Sign in, or send a bearer token in the Authorization header");
    }

    public static Problem notAllowed(String detail) {
        return of("not-allowed", 403, detail);
    }

    public static Problem notFound(String detail) {
        return of("not-found", 404, detail);
    }

    /** @param allowed the methods that are taken there */
    public static Problem wrongMethod(String method, Collection<String> allowed) {
        String list = String.join(", ", allowed);
        return of("method-not-allowed", 405, method + " is not taken at this path")
                .field("method")
                .remedy("Use " + list)
                .with(ALLOW, list);
    }

    public static Problem badRequest(String field, String detail, String remedy) {
        return of("bad-request", 400, detail).field(field).remedy(remedy);
    }

    /** Over a budget of this caller's own: 429. */
    public static Problem tooMuch(String code, String detail) {
        return of(code, 429, detail)
                .remedy("Finish or close something first, or try again after the seconds in Retry-After");
    }

    /** Says when to try again. */
    public Problem retryAfter(Duration time) {
        return with(RETRY_AFTER, String.valueOf(Math.max(1, time.toSeconds())));
    }

    public static Problem unavailable(String detail) {
        return of("unavailable", 503, detail).remedy("Try again after the seconds in Retry-After");
    }
}
