package org.periapsis.session.adapter.s3;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import io.minio.errors.MinioException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.IndexRange;
import org.periapsis.events.InputSource;
import org.periapsis.events.Owner;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.door.Numbers;
import org.periapsis.kit.manifest.ManifestEntry;
import org.periapsis.kit.manifest.ManifestEntry.ObjectRef;
import org.periapsis.kit.manifest.ManifestEntry.Replica;
import org.periapsis.kit.rights.Viewer;
import org.periapsis.session.domain.agent.Inputs;
import org.periapsis.session.domain.agent.InputsUnavailableException;
import org.periapsis.session.domain.agent.StoppedException;
import org.periapsis.session.domain.run.RunFolder;

/**
 * Copies inputs from the stores of sites. Never a link: what a run does to its copy cannot reach the archive's bytes. Each
 * copy's SHA-256 is compared with the manifest's.
 */
public final class S3Inputs implements Inputs {

    private static final int BUFFER = 1 << 17;
    private static final StoreAway AWAY = new StoreAway(Duration.ofMinutes(1));

    private final String site;
    private final Path directory;
    private final Map<String, MinioClient> clients = new HashMap<>();
    private final MinioClient own;
    private final Rates rates = new Rates();

    /**
     * Reads as one site.
     *
     * @param site whose own store counts as local
     * @param directory on a disk, for what waits while bytes are copied
     */
    public S3Inputs(String site, S3Config config, Path directory) {
        this.site = site;
        this.directory = directory;
        this.own = config.own().client();
        config.others().forEach((id, store) -> clients.put(id, store.client()));
    }

    @Override
    public List<Input> list(RunPlaced placed) throws InputsUnavailableException {
        if (placed.getManifest() == null) {
            return List.of();
        }
        Set<Integer> wanted = new TreeSet<>();
        for (IndexRange range : placed.getEntries()) {
            for (int i = range.getFirst(); i < range.getFirst() + range.getCount(); i++) {
                wanted.add(i);
            }
        }
        Map<Integer, Line> lines = manifest(placed, wanted);
        List<Input> inputs = new ArrayList<>();
        for (int entry : wanted) {
            Line line = lines.get(entry);
            if (line == null) {
                throw new InputsUnavailableException("The selection's manifest has no entry " + entry, null);
            }
            inputs.add(input(placed, entry, line));
        }
        return inputs;
    }

    /** @return of its lines those that are wanted, by their number; a run of a job needs a few of many */
    private Map<Integer, Line> manifest(RunPlaced placed, Set<Integer> wanted) throws InputsUnavailableException {
        URI uri = URI.create(placed.getManifest().getUri());
        try (GetObjectResponse object = AWAY.patiently(() -> own.getObject(GetObjectArgs.builder()
                .bucket(uri.getHost())
                .object(uri.getPath().substring(1))
                .build()))) {
            LineSpool spool = LineSpool.in(directory);
            MessageDigest digest = Checksums.sha256();
            BufferedReader document = new BufferedReader(
                    new InputStreamReader(new DigestInputStream(object, digest), StandardCharsets.UTF_8));
            Map<Integer, Line> lines = new HashMap<>();
            int number = 0;
            for (String line = document.readLine(); line != null; line = document.readLine()) {
                if (wanted.contains(number)) {
                    lines.put(number, spool.keep(line));
                }
                number++;
            }
            if (!HexFormat.of()
                    .formatHex(digest.digest())
                    .equals(placed.getManifest().getSha256())) {
                throw new InputsUnavailableException("The selection's manifest is not what was placed: " + uri, null);
            }
            return lines;
        } catch (IOException | MinioException failure) {
            throw new InputsUnavailableException("The selection's manifest cannot be read: " + uri, failure);
        }
    }

    private Input input(RunPlaced placed, int entry, Line line) throws InputsUnavailableException {
        ManifestEntry product = product(entry, line);
        String from = placed.getSources().stream()
                .filter(source -> covers(source, entry))
                .map(InputSource::getSite)
                .findFirst()
                .orElse(site);
        List<ObjectRef> objects = product.replicas().stream()
                .filter(replica -> replica.site().equals(from))
                .findFirst()
                .map(Replica::objects)
                .orElse(null);
        String read = from;
        if (objects == null) {
            if (product.replicas().isEmpty()) {
                throw new InputsUnavailableException("No site holds input " + entry + " of the selection", null);
            }
            // A copy made since the manifest was written has a key that follows from the product.
            Replica other = product.replicas().get(0);
            List<ObjectRef> copied = other.objects().stream()
                    .map(object -> here(product, object))
                    .toList();
            boolean here = from.equals(site) && copied.stream().allMatch(this::exists);
            objects = here ? copied : other.objects();
            read = here ? site : other.site();
        }
        String source = read;
        List<InputFile> files = objects.stream()
                .map(object -> new InputFile(
                        source, object.bucket(), object.key(), object.size(), object.sha256(), object.name()))
                .toList();
        return new Input(entry, product.productId(), line, files, reader(placed, product));
    }

    private static ManifestEntry product(int entry, Line line) throws InputsUnavailableException {
        try {
            return ManifestEntry.ofLine(line.text());
        } catch (IOException failure) {
            throw new InputsUnavailableException(
                    "Entry " + entry + " of the selection's manifest cannot be read again: " + failure.getMessage(),
                    failure);
        }
    }

    /**
     * The placement says whose it is; what else a person is stands with what they could read by it. The team that a run counts
     * for is no right: it may be a person's own name.
     */
    private static Viewer reader(RunPlaced placed, ManifestEntry product) {
        Owner owner = placed.getOwner();
        Viewer person = Viewer.of(owner.getIssuer(), owner.getSubject(), Set.of(), Set.of());
        return product.granted().map(person::with).orElse(person);
    }

    private static boolean covers(InputSource source, int entry) {
        return source.getEntries().stream()
                .anyMatch(range -> entry >= range.getFirst() && entry < range.getFirst() + range.getCount());
    }

    private ObjectRef here(ManifestEntry product, ObjectRef there) {
        return new ObjectRef(site + "-products", product.keyOfCopy(there), there.size(), there.sha256(), there.name());
    }

    private boolean exists(ObjectRef object) {
        try {
            own.statObject(StatObjectArgs.builder()
                    .bucket(object.bucket())
                    .object(object.key())
                    .build());
            return true;
        } catch (MinioException absent) {
            return false;
        }
    }

    @Override
    public Staged stage(List<Input> inputs, RunFolder folder, Progress progress)
            throws InputsUnavailableException, StoppedException {
        long start = System.nanoTime();
        long local = 0;
        long moved = 0;
        Set<String> names = new HashSet<>();
        try (SelectionFile selection = SelectionFile.at(folder.selection())) {
            for (Input input : inputs) {
                JsonArray files = new JsonArray();
                for (InputFile file : input.objects()) {
                    String name = freeName(file.name(), input.entry(), names);
                    copy(file, folder.data().resolve(name), local + moved, progress);
                    local = Numbers.plus(local, file.site().equals(site) ? file.size() : 0);
                    moved = Numbers.plus(moved, file.site().equals(site) ? 0 : file.size());
                    files.add(new JsonObject()
                            .put("path", "data/" + name)
                            .put("name", file.name())
                            .put("size", file.size())
                            .put("sha256", file.sha256()));
                }
                selection.add(
                        new JsonObject(product(input.entry(), input.line()).obscore())
                                .put("obs_publisher_did", input.productId())
                                .put("files", files));
            }
            selection.end();
        }
        told(folder);
        return new Staged(local, moved, (System.nanoTime() - start) / 1e9);
    }

    private static void told(RunFolder folder) throws InputsUnavailableException {
        try {
            readOnly(folder.selection());
        } catch (IOException failure) {
            throw new InputsUnavailableException(
                    "The selection could not be written: " + failure.getMessage(), failure);
        }
    }

    /** Two products may have files of the same name; and a name never leaves the folder. */
    private static String freeName(String name, int entry, Set<String> taken) {
        String safe = name.replaceAll("[/\\\\\\x00-\\x1f]", "_");
        if (safe.isBlank() || safe.startsWith(".")) {
            safe = "file" + safe;
        }
        String free = taken.contains(safe) ? entry + "-" + safe : safe;
        for (int i = 2; !taken.add(free); i++) {
            free = entry + "-" + i + "-" + safe;
        }
        return free;
    }

    private void copy(InputFile file, Path target, long before, Progress progress)
            throws InputsUnavailableException, StoppedException {
        long start = System.nanoTime();
        MinioClient client = clients.getOrDefault(file.site(), own);
        MessageDigest digest = Checksums.sha256();
        long size = 0;
        try (InputStream in = AWAY.patiently(() -> client.getObject(GetObjectArgs.builder()
                        .bucket(file.bucket())
                        .object(file.key())
                        .build()));
                OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                digest.update(buffer, 0, n);
                size += n;
                progress.at(before + size);
            }
        } catch (IOException | MinioException failure) {
            throw new InputsUnavailableException(
                    file.name() + " cannot be read from " + file.site() + ": " + failure.getMessage(), failure);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (size != file.size() || !found.equals(file.sha256())) {
            throw new InputsUnavailableException(
                    file.name() + " at " + file.site() + " is not what the archive stored: " + size + " bytes, SHA-256 "
                            + found,
                    null);
        }
        try {
            readOnly(target);
        } catch (IOException failure) {
            throw new InputsUnavailableException(file.name() + " could not be made read-only", failure);
        }
        if (!file.site().equals(site)) {
            rates.add(file.site(), size, (System.nanoTime() - start) / 1e9);
        }
    }

    private static void readOnly(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }

    @Override
    public List<Bandwidth> measured() {
        return rates.measured();
    }
}
