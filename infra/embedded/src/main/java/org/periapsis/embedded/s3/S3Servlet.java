package org.periapsis.embedded.s3;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Puts the request handling where the HTTP server looks for it. */
final class S3Servlet extends HttpServlet {

    private final transient S3Requests requests;

    S3Servlet(S3Requests requests) {
        this.requests = requests;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requests.answer(request, response);
    }
}
