package org.periapsis.portal.adapter.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.List;

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
            "/sign-in");
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    private Pages() {}

    public static void mount(Router router) {
        router.route("/assets/*").handler(files("web/assets"));
        router.route("/webjars/*").handler(files("META-INF/resources/webjars"));
        for (String path : PATHS) {
            router.get(path).handler(context -> {
                context.response()
                        .putHeader("Content-Security-Policy", POLICY)
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("Referrer-Policy", "same-origin")
                        .putHeader("Cache-Control", "no-cache");
                context.response().sendFile("web/index.html").onFailure(context::fail);
            });
        }
    }

    private static StaticHandler files(String root) {
        return StaticHandler.create(FileSystemAccess.RELATIVE, root)
                .setDirectoryListing(false)
                .setCachingEnabled(true)
                .setMaxAgeSeconds(60);
    }
}
