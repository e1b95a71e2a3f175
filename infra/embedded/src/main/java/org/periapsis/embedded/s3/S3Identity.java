package org.periapsis.embedded.s3;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may sign requests to the object store, and for what.
 *
 * @param name the access key id
 * @param secret the secret access key
 * @param rights by bucket; a bucket that is not named is closed
 */
public record S3Identity(String name, String secret, Map<String, Set<Right>> rights) {

    public S3Identity {
        if (name.isBlank() || secret.length() < 8) {
            throw new IllegalArgumentException("an identity needs a name and a secret of at least 8 characters");
        }
        rights = rights.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
    }

    @Override
    public String toString() {
        return "S3Identity[" + name + ", " + rights + "]";
    }
}
