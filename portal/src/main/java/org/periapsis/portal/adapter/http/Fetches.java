package org.periapsis.portal.adapter.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.periapsis.portal.domain.FetchMetadata;

/** What browsers say of a request in their headers. */
final class Fetches {
    private Fetches() {}

    static FetchMetadata of(HttpServerRequest request) {
        return new FetchMetadata(
                Optional.ofNullable(request.getHeader("Sec-Fetch-Site")),
                Optional.ofNullable(request.getHeader("Sec-Fetch-Mode")),
                Optional.ofNullable(request.getHeader("Sec-Fetch-Dest")),
                Optional.ofNullable(request.getHeader("Sec-Purpose")));
    }

    /** True when a person looks at a page: an old browser says only that it takes HTML. */
    static boolean lead(HttpServerRequest request) {
        FetchMetadata asked = of(request);
        String accept = request.getHeader("Accept");
        return asked.mode().isPresent() ? asked.leads() : accept != null && accept.contains("text/html");
    }
}
