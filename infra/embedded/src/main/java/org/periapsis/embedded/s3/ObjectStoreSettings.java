package org.periapsis.embedded.s3;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What an embedded object store is started with.
 *
 * @param directory where buckets and the access log live; made if missing
 * @param port the loopback port, or 0 for any free one
 * @param buckets the buckets there are; nobody can make or remove one over the wire
 * @param identities who may sign requests
 */
public record ObjectStoreSettings(Path directory, int port, Set<String> buckets, List<S3Identity> identities) {

    public ObjectStoreSettings {
        directory = directory.toAbsolutePath();
        buckets = Set.copyOf(buckets);
        identities = List.copyOf(identities);
        for (String bucket : buckets) {
            if (!bucket.matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")) {
                throw new IllegalArgumentException("not a bucket name: " + bucket);
            }
        }
    }
}
