package org.periapsis.portal.adapter.http;

import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.portal.domain.ServiceName;

/**
 * What goes with a request so that a part of a site's can act on it, and which is good nowhere else: to the site's ingest a
 * token for that ingest, to the session-manager a pass for the run asked about, which it may hand on to the run's agent. A
 * site that is not what it should be can replay neither. On one event loop.
 */
public final class Credentials {
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final Duration USED = Duration.ofMinutes(1);
    private static final int CACHE = 10_000;
    private static final Pattern RUN = Pattern.compile("/(?:sessions|jobs)/([0-9A-Fa-f-]{36})(?:/logs)?(?:\\?.*)?");

    private final Tokens tokens;
    private final Clock clock;
    private final Map<String, Made> made = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Made> eldest) {
            return size() > CACHE;
        }
    };

    private record Made(String text, Instant at) {}

    public Credentials(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param uri that is asked for there */
    void put(MultiMap headers, Caller caller, ServiceName to, String uri) {
        if (caller.anonymous()) {
            return;
        }
        if (to.service().equals("ingest")) {
            String place = "ingest:" + to.site();
            headers.set(
                    "Authorization",
                    "Bearer "
                            + again(place + "\n" + caller.bearer(), () -> tokens.issueAt(place, claims(caller), LIFE)));
        } else if (to.service().equals("session-manager")) {
            run(uri).ifPresent(id -> headers.set(
                    SessionPass.HEADER,
                    again(
                            id + "\n" + caller.subject(),
                            () -> tokens.issueFor(SessionPass.runs(id), caller.subject(), LIFE))));
        }
    }

    /** What of a run its site is asked for, of a path and query: its log, or how its tasks stand. */
    private static Optional<String> run(String uri) {
        Matcher matcher = RUN.matcher(uri);
        return matcher.matches() ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Tokens.Claims claims(Caller caller) {
        return new Tokens.Claims(caller.subject(), caller.name(), List.copyOf(caller.roles()), caller.teams());
    }

    private String again(String key, Supplier<String> make) {
        Instant now = clock.instant();
        Made known = made.get(key);
        if (known != null && known.at().plus(USED).isAfter(now)) {
            return known.text();
        }
        String text = make.get();
        made.remove(key);
        made.put(key, new Made(text, now));
        return text;
    }
}
