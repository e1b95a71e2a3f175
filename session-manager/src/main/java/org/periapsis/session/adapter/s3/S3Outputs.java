package org.periapsis.session.adapter.s3;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.periapsis.events.ManifestRef;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.OutputEntry;
import org.periapsis.session.domain.agent.OutputBounds;
import org.periapsis.session.domain.agent.Outputs;
import org.periapsis.session.domain.agent.OutputsRefusedException;
import org.periapsis.session.domain.agent.RunId;
import org.periapsis.session.domain.agent.StoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts outputs into {@code <site>-outputs} under {@code <entity>/<run>/<epoch>/<task>/}. */
public final class S3Outputs implements Outputs {

    private static final Logger LOG = LoggerFactory.getLogger(S3Outputs.class);

    private static final StoreAway AWAY = new StoreAway(Duration.ofMinutes(1));

    private final String bucket;
    private final MinioClient client;
    private final OutputBounds bounds;

    /**
     * Writes as one site.
     *
     * @param bounds of each task
     */
    public S3Outputs(String site, S3Config config, OutputBounds bounds) {
        this.bucket = site + "-outputs";
        this.client = config.own().client();
        this.bounds = bounds;
    }

    @Override
    public Collected collect(RunId run, int task, Path folder, BooleanSupplier stopped)
            throws IOException, OutputsRefusedException, StoppedException {
        OutputWalk walk = OutputWalk.of(folder, bounds);
        List<OutputFile> stored = new ArrayList<>();
        try {
            for (OutputWalk.Found each : walk.files()) {
                stored.add(patiently(prefix(run) + task + "/" + each.name(), each, stopped));
            }
            return new Collected(stored, walk.leftOut());
        } catch (StoppedException unwanted) {
            stored.forEach(file -> remove(file.key()));
            throw unwanted;
        }
    }

    /** What nothing names; where it cannot be removed it takes room for nobody, and nothing else is the worse for it. */
    private void remove(String key) {
        try {
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
        } catch (MinioException failure) {
            LOG.warn("event=orphan bucket={} key={} cause={}", bucket, key, failure.toString());
        }
    }

    /** From its beginning, as often as it takes, while the store is away and the run is not told to stop. */
    private OutputFile patiently(String key, OutputWalk.Found each, BooleanSupplier stopped)
            throws IOException, StoppedException {
        try {
            return AWAY.patiently(() -> {
                try {
                    return store(key, each, stopped);
                } catch (StoppedException stop) {
                    throw new Unwanted(stop);
                }
            });
        } catch (Unwanted stop) {
            throw new StoppedException();
        } catch (MinioException failure) {
            throw new IOException("The output " + key + " could not be stored: " + failure.getMessage(), failure);
        }
    }

    /** Ends asking again. */
    private static final class Unwanted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unwanted(StoppedException stop) {
            super(stop);
        }
    }

    private OutputFile store(String key, OutputWalk.Found each, BooleanSupplier stopped)
            throws IOException, StoppedException {
        long size = each.size();
        try (DigestInputStream in = new DigestInputStream(
                new Stoppable(Files.newInputStream(each.file(), LinkOption.NOFOLLOW_LINKS), stopped),
                Checksums.sha256())) {
            try {
                put(key, in, size);
            } catch (IOException failure) {
                if (stopped.getAsBoolean()) {
                    throw new StoppedException();
                }
                throw failure;
            }
            return new OutputFile(
                    bucket,
                    key,
                    size,
                    HexFormat.of().formatHex(in.getMessageDigest().digest()),
                    each.name());
        }
    }

    @Override
    public ManifestRef conclude(RunId run, List<TaskResult> results) throws IOException {
        byte[] bytes = results.stream()
                .map(S3Outputs::entry)
                .map(entry -> entry.toLine() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        String key = prefix(run) + "manifest.ndjson";
        try {
            AWAY.patiently(() -> {
                put(key, new ByteArrayInputStream(bytes), bytes.length);
                return key;
            });
        } catch (MinioException failure) {
            throw new IOException("The output manifest " + key + " could not be stored", failure);
        }
        long all = results.stream()
                .flatMap(result -> result.files().stream())
                .mapToLong(OutputFile::size)
                .sum();
        return new ManifestRef("s3://" + bucket + "/" + key, Checksums.of(bytes), results.size(), all);
    }

    @Override
    public Optional<List<TaskResult>> concluded(RunId run) throws IOException {
        String key = prefix(run) + "manifest.ndjson";
        try (GetObjectResponse object = AWAY.patiently(() -> client.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build()))) {
            return Optional.of(new String(object.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(OutputEntry::ofLine)
                    .map(S3Outputs::result)
                    .toList());
        } catch (ErrorResponseException refused) {
            if ("NoSuchKey".equals(refused.errorResponse().code())) {
                return Optional.empty();
            }
            throw new IOException("The output manifest " + key + " cannot be read: " + refused.getMessage(), refused);
        } catch (MinioException failure) {
            throw new IOException("The output manifest " + key + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static TaskResult result(OutputEntry entry) {
        List<OutputFile> files = entry.objects().stream()
                .map(object ->
                        new OutputFile(object.bucket(), object.key(), object.size(), object.sha256(), object.name()))
                .toList();
        return new TaskResult(entry.task(), entry.inputIds(), files, entry.failure());
    }

    private static OutputEntry entry(TaskResult result) {
        List<ObjectRef> objects = result.files().stream()
                .map(file -> new ObjectRef(file.bucket(), file.key(), file.size(), file.sha256(), file.name()))
                .toList();
        return new OutputEntry(result.task(), result.inputIds(), objects, result.failure());
    }

    /** Ends in a failure as soon as nobody wants it any more. */
    private static final class Stoppable extends FilterInputStream {
        private final BooleanSupplier stopped;

        Stoppable(InputStream in, BooleanSupplier stopped) {
            super(in);
            this.stopped = stopped;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (stopped.getAsBoolean()) {
                throw new IOException("the run was told to stop");
            }
            return super.read(bytes, offset, length);
        }
    }

    private void put(String key, InputStream content, long size) throws IOException {
        try {
            client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(content, size, -1L)
                    .build());
        } catch (MinioException failure) {
            throw new IOException("The output " + key + " could not be stored: " + failure.getMessage(), failure);
        }
    }

    private static String prefix(RunId run) {
        return run.entity() + "/" + run.run() + "/" + run.epoch() + "/";
    }
}
