package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The static pages, from the class path: ES modules and style sheets of our own, libraries from webjars. */
public final class Pages {
    private static final List<String> PATHS = List.of(
            "/",
            "/find",
            "/products/*",
            "/basket",
            "/launch",
            "/running",
            "/running/*",
            "/sites",
            "/sites/*",
            "/events",
            "/about/*",
            "/connect",
            "/sign-in",
            "/sign-ins");
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self';"
                    + " frame-ancestors 'none'";

    /** What the page Find needs besides the shell, between two comments: only its visitors ask for it at once. */
    private static final Pattern FIND_ONLY = Pattern.compile("<!-- find -->.*<!-- /find -->\n", Pattern.DOTALL);

    private static final Set<String> FIND = Set.of("/", "/find");

    /** Where programs ask: they are told in JSON. */
    private static final Pattern NO_PAGES =
            Pattern.compile("/(?:api|auth|assets|webjars|sessions|health)(?:/.*)?|/metrics");

    /**
     * What is served.
     *
     * @param index the one HTML page; its modules fetch the rest
     * @param find the same for Find
     */
    private record Content(Assets assets, String index, String find) {}

    private Future<Content> content;

    private Pages() {}

    public static void mount(Router router) {
        Pages pages = new Pages();
        router.get("/assets/*")
                .handler(context -> pages.with(context, read -> read.assets().own(context)));
        router.get("/webjars/*")
                .handler(context -> pages.with(context, read -> read.assets().library(context)));
        for (String path : PATHS) {
            router.get(path)
                    .handler(context -> pages.with(
                            context, read -> page(context, FIND.contains(path) ? read.find() : read.index())));
        }
        router.route().handler(pages::lost);
    }

    /** Whoever looks at an address that is no page, in a browser, gets the page that says so, with the way back. */
    private void lost(RoutingContext context) {
        HttpMethod method = context.request().method();
        String accept = String.valueOf(context.request().getHeader("Accept"));
        boolean looks = (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method))
                && accept.contains("text/html")
                && !NO_PAGES.matcher(context.normalizedPath()).matches();
        if (looks) {
            context.response().setStatusCode(404);
            with(context, read -> page(context, read.index()));
        } else {
            context.next();
        }
    }

    private void with(RoutingContext context, Consumer<Content> then) {
        // What it throws is an answer too: in what is done on success it would be none.
        content(context.vertx())
                .map(read -> {
                    then.accept(read);
                    return null;
                })
                .onFailure(context::fail);
    }

    /** Read off the event loop, by whoever comes first; a failure is tried again. */
    private synchronized Future<Content> content(Vertx vertx) {
        if (content == null || content.failed()) {
            content = vertx.executeBlocking(Pages::read);
        }
        return content;
    }

    private static Content read() throws IOException {
        Assets assets = Assets.read();
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream("web/index.html")) {
            String page = assets.versioned(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return new Content(assets, FIND_ONLY.matcher(page).replaceFirst(""), page);
        }
    }

    private static void page(RoutingContext context, String index) {
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cache-Control", "no-cache")
                .end(index)
                .onFailure(context::fail);
    }
}
