package org.periapsis.embedded.s3;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/** Turns what the HTTP server saw of a request into its line of the access log. */
final class AccessRecorder implements RequestLog {

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/,&]+)");
    // What an upload in signed chunks holds without the chunks' own lines.
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

    private final AccessLog log;

    AccessRecorder(AccessLog log) {
        this.log = log;
    }

    @Override
    public void log(Request request, Response response) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath() == null ? "/" : uri.getPath();
        String[] parts = path.split("/", 3);
        log.record(new Access(
                Instant.now(),
                identity(request),
                request.getMethod(),
                decode(parts, 1),
                decode(parts, 2),
                response.getStatus(),
                Response.getContentBytesWritten(response),
                received(request)));
    }

    private static String decode(String[] parts, int index) {
        if (index >= parts.length) {
            return "";
        }
        try {
            return URLDecoder.decode(parts[index], StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return parts[index];
        }
    }

    private static long received(Request request) {
        long read = Request.getContentBytesRead(request);
        long decoded = request.getHeaders().getLongField(DECODED_LENGTH);
        return decoded >= 0 && decoded <= read ? decoded : read;
    }

    private static String identity(Request request) {
        String authorization = request.getHeaders().get("Authorization");
        String query = request.getHttpURI().getQuery();
        String source = authorization != null ? authorization : query == null ? "" : query;
        Matcher credential = CREDENTIAL.matcher(source);
        return credential.find() ? credential.group(1) : "";
    }
}
