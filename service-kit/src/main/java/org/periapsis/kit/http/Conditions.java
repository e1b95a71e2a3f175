package org.periapsis.kit.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a request makes its answer depend on (RFC 9110, 13), of something that is there and has a strong tag. Conditions on a date
 * are no conditions: no answer says one. Nor are tags that are not quoted.
 */
public final class Conditions {
    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");

    private final MultiMap headers;
    private final String tag;

    /** @param tag as the ETag header says it, with its quotes */
    public Conditions(MultiMap headers, String tag) {
        this.headers = headers;
        this.tag = tag;
    }

    /** @throws ProblemException 412 when the request is for something else than what there is */
    public void require() {
        List<String> wanted = headers.getAll("If-Match");
        if (!wanted.isEmpty() && wanted.stream().noneMatch(list -> names(list, true))) {
            throw Problem.of("precondition", 412, "It is not what it was: its tag is " + tag)
                    .field("If-Match")
                    .remedy("Read it anew, without If-Match")
                    .exception();
        }
    }

    /** Whether the caller has what it would be sent: 304. */
    public boolean unchanged() {
        return headers.getAll("If-None-Match").stream().anyMatch(list -> names(list, false));
    }

    /** Whether a part may be sent: another part of the same, or nobody has said of what. */
    public boolean partly() {
        String of = headers.get("If-Range");
        return of == null || of.trim().equals(tag);
    }

    /** @param strong whether a weak tag is none */
    private boolean names(String list, boolean strong) {
        return list.trim().equals("*")
                || TAG.matcher(list)
                        .results()
                        .filter(found -> !strong || !found.group().startsWith("W"))
                        .map(found -> found.group(1))
                        .anyMatch(tag::equals);
    }
}
