package org.periapsis.session.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import org.periapsis.kit.auth.SessionPass;
import org.periapsis.session.domain.request.RequestRefused;

/**
 * Logs over HTTP from agents: {@code GET (or HEAD, as asked) <endpoint>/runs/<entity>/logs?run=&tail=&follow=&task=}, with the
 * portal's pass for this run alone. No token of a person or of this service goes to a site.
 */
public final class AgentLogs {
    /** Said of an answer that goes on for as long as there is something to tell. */
    private static final String ENDLESS = "X-Accel-Buffering";

    private final HttpClient client;

    public AgentLogs(HttpClient client) {
        this.client = client;
    }

    /** Streams a log into an answer, no faster than the reader reads. */
    Future<Void> stream(String endpoint, String entity, String run, int tail, boolean follow, RoutingContext to) {
        String task = to.request().getParam("task");
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        RequestOptions options = new RequestOptions()
                .setMethod(to.request().method())
                .setAbsoluteURI(base + "/runs/" + entity + "/logs?run=" + run + "&tail=" + tail + "&follow=" + follow
                        + (task == null ? "" : "&task=" + task))
                .setConnectTimeout(2_000)
                .putHeader(SessionPass.HEADER, RunPass.of(to).orElseThrow(RunPass::missing));
        return client.request(options)
                .recover(failure -> Future.failedFuture(silent(failure)))
                .compose(request -> {
                    // A reader who leaves must not keep the agent following.
                    to.response().closeHandler(gone -> request.reset());
                    return answer(request, to);
                });
    }

    private static Future<Void> answer(HttpClientRequest request, RoutingContext to) {
        return request.send()
                .recover(failure -> Future.failedFuture(silent(failure)))
                .compose(response -> relay(response, to));
    }

    private static Future<Void> relay(HttpClientResponse response, RoutingContext to) {
        if (response.statusCode() == 404) {
            return Future.failedFuture(RequestRefused.notFound("The site has no log of this run"));
        }
        if (response.statusCode() != 200) {
            return Future.failedFuture(
                    silent(new IllegalStateException("the agent answered " + response.statusCode())));
        }
        to.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        if (response.getHeader(ENDLESS) != null) {
            to.response().putHeader(ENDLESS, response.getHeader(ENDLESS));
        }
        if (!HttpMethod.HEAD.equals(to.request().method())) {
            to.response().setChunked(true).writeHead();
        }
        return response.pipeTo(to.response());
    }

    private static RequestRefused silent(Throwable cause) {
        return RequestRefused.unavailable("The site's agent does not answer", cause);
    }
}
