package org.periapsis.embedded.s3;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * The store as one identity sees it. A proxy of the interface, not a subclass of the store: an operation that is not
 * named here is refused, also one that a later version of S3Proxy adds.
 */
final class GuardedBlobStore {

    private static final Set<String> OF_NO_BUCKET = Set.of(
            "supportsVersioning",
            "supportsBucketEncryption",
            "supportsServerSideEncryption",
            "supportsCopyMultipartPart",
            "getMinimumMultipartPartSize");
    private static final Set<String> WITH_ANY_RIGHT = Set.of(
            "headBucket",
            "containerExists",
            "getContainerAccess",
            "getBucketVersioning",
            "getBucketEncryption",
            "blobExists",
            "blobMetadata",
            "blobMetadataIfPresent",
            "getBlobAccess");
    private static final Set<String> READING = Set.of("list", "listV1", "getBlob");
    private static final Set<String> WRITING = Set.of(
            "putBlob",
            "copyBlob",
            "removeBlob",
            "removeBlobs",
            "initiateMultipartUpload",
            "uploadMultipartPart",
            "copyMultipartPart",
            "completeMultipartUpload",
            "abortMultipartUpload",
            "listMultipartUpload",
            "listMultipartUploads");

    private final BlobStore store;
    private final Map<String, Set<Right>> rights;

    private GuardedBlobStore(BlobStore store, Map<String, Set<Right>> rights) {
        this.store = store;
        this.rights = rights;
    }

    static BlobStore of(BlobStore store, Map<String, Set<Right>> rights) {
        GuardedBlobStore guard = new GuardedBlobStore(store, rights);
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (proxy, method, arguments) -> guard.invoke(method, arguments));
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() != Object.class && !allowed(method.getName(), arguments)) {
            throw denied();
        }
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private boolean allowed(String operation, Object[] arguments) {
        if (OF_NO_BUCKET.contains(operation)) {
            return true;
        }
        if (arguments == null || arguments.length == 0) {
            return false;
        }
        Set<Right> here = rights(bucket(arguments[0]));
        if (WITH_ANY_RIGHT.contains(operation)) {
            return !here.isEmpty();
        }
        if (READING.contains(operation)) {
            return here.contains(Right.READ);
        }
        return WRITING.contains(operation) && here.contains(Right.WRITE) && sourceAllowed(arguments);
    }

    /** A copy reads from a second bucket, which the request's address does not name. */
    private boolean sourceAllowed(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof CopyObjectRequest copy
                    && !rights(copy.sourceBucket()).contains(Right.READ)) {
                return false;
            }
            if (argument instanceof UploadPartCopyRequest copy
                    && !rights(copy.sourceBucket()).contains(Right.READ)) {
                return false;
            }
        }
        return true;
    }

    private Set<Right> rights(String bucket) {
        return bucket == null ? Set.of() : rights.getOrDefault(bucket, Set.of());
    }

    private static String bucket(Object argument) {
        if (argument instanceof String name) {
            return name;
        }
        if (argument instanceof MultipartUpload upload) {
            return upload.containerName();
        }
        if (argument instanceof S3Request request) {
            return request.getValueForField("Bucket", String.class).orElse(null);
        }
        return null;
    }

    private static RuntimeException denied() {
        return S3Exception.builder()
                .statusCode(403)
                .message("the identity has no such right on the bucket")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage("Access Denied")
                        .build())
                .build();
    }
}
