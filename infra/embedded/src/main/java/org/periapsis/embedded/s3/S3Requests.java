package org.periapsis.embedded.s3;

import com.google.common.base.Throwables;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.S3ProxyHandler;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * S3Proxy's request handling with S3's error documents around it. S3Proxy's own server does the same, but offers no
 * place for an access log, and brings metrics and every other cloud's client with it.
 */
final class S3Requests extends S3ProxyHandler {

    private static final Logger LOG = LoggerFactory.getLogger(S3Requests.class);
    private static final long LARGEST_PUT_BYTES = 5L << 30;
    // A body with one signature is held in memory to check it; larger ones come in parts or in signed chunks.
    private static final long LARGEST_BUFFERED_BYTES = 32L << 20;
    private static final int LARGEST_CHUNK_BYTES = 4 << 20;
    private static final int CLOCK_SKEW_SECONDS = 15 * 60;

    /**
     * @param anonymous the store for requests without a signature
     * @param identities finds the store and the secret of a signed request's identity
     */
    S3Requests(BlobStore anonymous, BlobStoreLocator identities) {
        super(
                anonymous,
                AuthenticationType.AWS_V4,
                "",
                "",
                null,
                LARGEST_PUT_BYTES,
                LARGEST_BUFFERED_BYTES,
                LARGEST_CHUNK_BYTES,
                false,
                null,
                null,
                CLOCK_SKEW_SECONDS);
        setBlobStoreLocator(identities);
    }

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (InputStream body = request.getInputStream()) {
            doHandle(request, request, response, body, null);
        } catch (UnsupportedOperationException e) {
            refuse(request, response, S3ErrorCode.NOT_IMPLEMENTED);
        } catch (IOException | RuntimeException e) {
            AwsServiceException known = known(e);
            if (known != null) {
                refuse(request, response, known);
            } else if (e instanceof IllegalArgumentException) {
                LOG.debug("part=object-store request=malformed", e);
                refuse(request, response, S3ErrorCode.INVALID_REQUEST);
            } else {
                throw e;
            }
        }
    }

    /** A body that fails its checksum is reported from inside the store's read, wrapped. */
    private static AwsServiceException known(Throwable failure) {
        return (AwsServiceException) Throwables.getCausalChain(failure).stream()
                .filter(AwsServiceException.class::isInstance)
                .findFirst()
                .orElse(null);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, S3ErrorCode code) throws IOException {
        refuse(request, response, new S3ProxyException(code));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AwsServiceException e)
            throws IOException {
        var headers = S3Exceptions.httpResponse(e);
        if (headers != null) {
            headers.firstMatchingHeader("ETag").ifPresent(tag -> response.setHeader("ETag", tag));
        }
        String code = S3Exceptions.errorCode(e);
        if (code == null) {
            refuseByStatus(request, response, e);
            return;
        }
        String message = e.awsErrorDetails().errorMessage();
        sendSimpleErrorResponse(request, response, code, e.statusCode(), message == null ? "" : message, Map.of());
    }

    private void refuseByStatus(HttpServletRequest request, HttpServletResponse response, AwsServiceException e)
            throws IOException {
        switch (e.statusCode()) {
            case HttpServletResponse.SC_PRECONDITION_FAILED -> {
                if (unchanged(request)) {
                    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                } else {
                    refuse(request, response, S3ErrorCode.PRECONDITION_FAILED);
                }
            }
            case HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE ->
                refuse(request, response, S3ErrorCode.INVALID_RANGE);
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> refuse(request, response, S3ErrorCode.METHOD_NOT_ALLOWED);
            case HttpServletResponse.SC_BAD_REQUEST -> refuse(request, response, S3ErrorCode.BAD_DIGEST);
            case HttpServletResponse.SC_FORBIDDEN -> refuse(request, response, S3ErrorCode.ACCESS_DENIED);
            default -> response.setStatus(e.statusCode());
        }
    }

    /** The store reports any condition that does not hold alike; a reader's If-None-Match means: not modified. */
    private static boolean unchanged(HttpServletRequest request) {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return reads && request.getHeader("If-Match") == null && request.getHeader("If-Unmodified-Since") == null;
    }
}
