package org.periapsis.ingest.adapter.tasks;

import org.periapsis.ingest.adapter.s3.ObjectReader;

/** An {@code s3://bucket/key}. */
record Location(String bucket, String key) {
    private static final String S3 = "s3://";

    static Location of(String uri) throws ObjectReader.Unusable {
        int slash = uri.startsWith(S3) ? uri.indexOf('/', S3.length()) : -1;
        if (slash < 0) {
            throw new ObjectReader.Unusable(uri + " is not an s3:// location");
        }
        return new Location(uri.substring(S3.length(), slash), uri.substring(slash + 1));
    }
}
