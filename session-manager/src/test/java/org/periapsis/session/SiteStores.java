package org.periapsis.session;

import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageData;
import nom.tam.util.FitsFile;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.ManifestEntry.Replica;

/** The object stores of the sites, with each account's own rights. */
final class SiteStores {
    private final EmbeddedStack stack;
    private final Path directory;
    private final Map<String, MinioClient> clients = new HashMap<>();

    /** @param directory for files before they are in a store */
    SiteStores(EmbeddedStack stack, Path directory) {
        this.stack = stack;
        this.directory = directory;
    }

    /** Puts a small image into a site's store and describes it as a product. */
    ManifestEntry image(String site, String name) throws Exception {
        Path file = directory.resolve(name);
        try (Fits fits = new Fits();
                FitsFile out = new FitsFile(file.toFile(), "rw")) {
            fits.addHDU(ImageData.from(new float[][] {{1, 2}, {3, 6}}).toHDU());
            fits.write(out);
        }
        return product(site, file);
    }

    /** Puts a file into a site's store and describes it as a product. */
    ManifestEntry product(String site, Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        String name = file.getFileName().toString();
        put("ingest-" + site, site + "-products", "p/" + name, bytes);
        return new ManifestEntry(
                "ivo://test/c?" + name,
                1,
                bytes.length,
                List.of(new Replica(
                        site,
                        List.of(new ObjectRef(
                                site + "-products", "p/" + name, bytes.length, AgentStack.sha256(bytes), name)))),
                Map.of("obs_collection", "c", "s_ra", 83.63, "s_dec", 22.01, "target_name", "M1"));
    }

    void put(String account, String bucket, String key, byte[] bytes) throws Exception {
        client(account)
                .putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                                new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                        .build());
    }

    MinioClient client(String account) {
        return clients.computeIfAbsent(account, this::open);
    }

    private MinioClient open(String account) {
        S3Access s3 = stack.s3Access(account);
        return MinioClient.builder()
                .endpoint(s3.endpoint().toString())
                .region(s3.region())
                .credentials(s3.identity(), s3.secret())
                .build();
    }
}
