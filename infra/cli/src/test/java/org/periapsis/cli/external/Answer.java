package org.periapsis.cli.external;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;

/**
 * What a client saw of one request.
 *
 * @param begun nanoseconds of the system's clock
 * @param code 0 when there was no answer
 * @param position what the view must have come to, for who reads what was written
 * @param text body, or why there was no answer
 */
record Answer(Act act, long begun, long millis, int code, String retryAfter, String position, String text) {

    static Answer of(Act act, long begun, HttpResponse<?> response, String text) {
        return new Answer(
                act,
                begun,
                since(begun),
                response.statusCode(),
                response.headers().firstValue("Retry-After").orElse(""),
                response.headers().firstValue("Periapsis-Position").orElse(""),
                text);
    }

    static Answer none(Act act, long begun, Exception why) {
        return new Answer(act, begun, since(begun), 0, "", "", String.valueOf(why));
    }

    /** The same with a code that nobody allows, for what was answered well and is wrong. */
    Answer wrong(int code, String why) {
        return new Answer(act, begun, millis, code, "", "", why);
    }

    private static long since(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    boolean good() {
        return code >= 200 && code < 300;
    }

    /** 503 as it is documented: when to come again, and why. */
    boolean later() {
        return code == 503 && retryAfter.matches("[1-9][0-9]*") && reason();
    }

    /** 502 and 504 as they are documented: a service broke off, or did not begin to answer in time. */
    boolean brokenOff() {
        return (code == 502 || code == 504) && reason();
    }

    private boolean reason() {
        try {
            JsonObject problem = new JsonObject(text);
            return problem.getInteger("status") == code
                    && !problem.getString("detail", "").isBlank();
        } catch (DecodeException noJson) {
            return false;
        }
    }

    /** @return such as {@code 503} or {@code cut} */
    String code3() {
        return code == 0 ? "cut" : Integer.toString(code);
    }

    @Override
    public String toString() {
        return act + " " + code3() + (retryAfter.isEmpty() ? "" : " Retry-After " + retryAfter) + " after " + millis
                + " ms: " + (text.length() > 300 ? text.substring(0, 300) : text);
    }
}
