package org.periapsis.kit.observe;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.periapsis.kit.auth.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people and archives did, for whoever has to answer for it: one line of JSON an act, at the logger {@code audit}, which
 * the setting {@code audit.file} gives a file of its own. Never a secret: no token, cookie, link or password is passed here.
 */
public final class Audit {
    /** The logger's name. */
    public static final String LOGGER = "audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int LONGEST = 500;

    private final String service;
    private final Clock clock;

    public Audit(String service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /** Kinds of acts. */
    public enum Act {
        SIGN_IN,
        SIGN_OUT,
        LINK_MADE,
        TOKEN_ISSUED,
        TOKEN_REVOKED,
        /** A site's agent was given the token of a run. */
        RUN_TOKEN_ISSUED,
        PROGRAM_SIGNED_IN,
        PRODUCTS_OFFERED,
        SESSION_REQUESTED,
        SESSION_STOPPED,
        SESSION_RENEWED,
        PERSON_LET_IN,
        PERSON_PUT_OUT,
        JOB_SUBMITTED,
        JOB_CANCELLED,
        DATALAB_CHANGED,
        BASKET_SHARED,
        BASKET_UNSHARED,
        /** A product is another's now, or others may read it. */
        RIGHTS_CHANGED,
        /** What has no kind of its own, done by an operator. */
        OPERATOR
    }

    /**
     * Where an act came from.
     *
     * @param address of the other end of the connection, or as the portal passed it on
     * @param trace W3C trace context; empty for none
     */
    public record Source(String address, String trace) {}

    /**
     * Writes an act down, when it has taken effect or was refused.
     *
     * @param status as it was answered, HTTP
     * @param more what it was done to, by name
     */
    public void act(Act act, Caller who, Source from, int status, Map<String, String> more) {
        JsonObject line = new JsonObject()
                .put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("service", service)
                .put("act", act.name())
                .put("who", who.anonymous() ? "" : who.subject())
                .put("issuer", who.issuer())
                .put("from", from.address())
                .put("trace", from.trace())
                .put("status", status);
        new TreeMap<>(more).forEach((name, value) -> line.put(name, bounded(value)));
        LOG.info("{}", line.encode());
    }

    private static String bounded(String value) {
        return value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    }
}
