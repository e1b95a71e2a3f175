package org.periapsis.embedded.s3;

import java.time.Instant;

/**
 * One answered request to the object store.
 *
 * @param time when the answer was complete
 * @param identity the access key id that the request was signed with, or "" for none; with status 403 only claimed
 * @param method the HTTP method
 * @param bucket the bucket, or ""
 * @param key the object's key, decoded, or ""
 * @param status the HTTP status
 * @param bytesSent the bytes of the answer's body
 * @param bytesReceived the bytes of the request's body; of an upload in signed chunks, the object's bytes in it
 */
public record Access(
        Instant time,
        String identity,
        String method,
        String bucket,
        String key,
        int status,
        long bytesSent,
        long bytesReceived) {}
