package org.periapsis.kit.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why requests are answered 503: the first of a kind, and once a minute how many more there were. Thousands come while a
 * part is away. Thread-safe.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final int KINDS = 100;

    private final LongSupplier nanos;
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private long told;
        private long since;
    }

    RefusalLog() {
        this(System::nanoTime);
    }

    RefusalLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @return whether a line was written */
    boolean tell(String detail, Throwable cause) {
        long more;
        synchronized (this) {
            long now = nanos.getAsLong();
            Kind known = kinds.get(detail);
            if (known != null && now - known.told < PAUSE_NANOS) {
                known.since++;
                LOG.debug("event=request-refused status=503 detail=\"{}\"", detail, cause);
                return false;
            }
            if (known == null && kinds.size() >= KINDS) {
                kinds.clear();
            }
            more = known == null ? 0 : known.since;
            Kind kind = new Kind();
            kind.told = now;
            kinds.put(detail, kind);
        }
        LOG.warn("event=request-refused status=503 detail=\"{}\" more_before={} cause={}", detail, more, text(cause));
        return true;
    }

    private static String text(Throwable cause) {
        Throwable deepest = cause;
        while (deepest != null && deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest);
    }
}
