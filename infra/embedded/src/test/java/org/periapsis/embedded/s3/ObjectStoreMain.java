package org.periapsis.embedded.s3;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.periapsis.embedded.ForkedJvm;

/** An object store in a JVM of its own, for tests that bound its memory or kill it. */
final class ObjectStoreMain {

    static final S3Identity INGEST = new S3Identity(
            "ingest-esac",
            "ingest-secret",
            Map.of("esac-products", Set.of(Right.READ, Right.WRITE), "jive-products", Set.of(Right.READ)));
    static final S3Identity AGENT = new S3Identity(
            "agent-jive",
            "agent-secret",
            Map.of("esac-products", Set.of(Right.READ), "jive-outputs", Set.of(Right.WRITE)));

    private ObjectStoreMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedObjectStore store = EmbeddedObjectStore.start(settings(Path.of(arguments[0])));
        System.out.println(ForkedJvm.READY + store.port());
        Thread.currentThread().join();
    }

    static ObjectStoreSettings settings(Path directory) {
        return new ObjectStoreSettings(
                directory, 0, Set.of("esac-products", "jive-products", "jive-outputs"), List.of(INGEST, AGENT));
    }
}
