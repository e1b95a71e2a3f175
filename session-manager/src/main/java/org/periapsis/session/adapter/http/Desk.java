package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.periapsis.session.domain.request.RequestLimits;
import org.periapsis.session.domain.request.RequestLog;
import org.periapsis.session.domain.view.Views;

/** What every operation works with: what people read, where requests are written, how long to wait for one in the other. */
public record Desk(Views views, RequestLog log, Freshness freshness, RequestLimits limits, Clock clock) {
    Future<List<String>> append(List<RequestLog.Entry> entries, String trace) {
        return Stages.future(log.append(entries, trace));
    }
}
