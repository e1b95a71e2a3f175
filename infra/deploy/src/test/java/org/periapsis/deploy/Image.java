package org.periapsis.deploy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image from a tar as {@code docker load} takes it, with its layers laid over each other.
 *
 * @param reference the name and tag that it gets when loaded
 * @param config the image's configuration: entry point, ports, labels, digests of the layers
 * @param root the directory that holds its files
 */
record Image(String reference, JsonObject config, Path root) {
    private static final int BUFFER = 1 << 16;
    private static final int READ_BY_ALL = 0444;
    private static final int ENTERED_BY_ALL = 0111;

    /**
     * @param directory an empty one, for what is in the tar
     * @throws IOException also when a layer is not what the configuration says, or somebody else's process could not read a file
     */
    static Image unpacked(Path tar, Path directory) throws IOException {
        Path files = Files.createDirectories(directory.resolve("tar"));
        try (TarArchiveInputStream in = archive(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Files.copy(in, below(files, entry.getName()));
            }
        }
        JsonArray images = new JsonArray(Files.readString(files.resolve("manifest.json")));
        JsonObject manifest = images.getJsonObject(0);
        JsonArray names = manifest.getJsonArray("RepoTags");
        if (images.size() != 1 || names.size() != 1) {
            throw new IOException(tar + " holds more than one image, or one of more than one name: " + images);
        }
        JsonObject config = new JsonObject(Files.readString(files.resolve(manifest.getString("Config"))));
        JsonArray digests = config.getJsonObject("rootfs").getJsonArray("diff_ids");
        JsonArray layers = manifest.getJsonArray("Layers");
        if (layers.size() != digests.size()) {
            throw new IOException(tar + " has " + layers.size() + " layers and digests of " + digests.size());
        }
        Path root = Files.createDirectories(directory.resolve("root"));
        for (int i = 0; i < layers.size(); i++) {
            String digest = "sha256:" + unpack(files.resolve(layers.getString(i)), root);
            if (!digest.equals(digests.getString(i))) {
                throw new IOException(tar + ": layer " + i + " has " + digest + ", not " + digests.getString(i));
            }
        }
        return new Image(names.getString(0), config, root);
    }

    /** @return where a file of the image, given by its path there, is here */
    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    /** @return a part of what a container of the image gets, such as its entry point */
    List<String> strings(String part) {
        return config.getJsonObject("config").getJsonArray(part).stream()
                .map(String::valueOf)
                .toList();
    }

    private static String unpack(Path layer, Path root) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream raw = Files.newInputStream(layer);
                InputStream plain = new DigestInputStream(new GZIPInputStream(raw, BUFFER), sha256);
                TarArchiveInputStream in = archive(plain)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                place(in, entry, below(root, entry.getName()));
            }
            plain.transferTo(OutputStream.nullOutputStream()); // the digest is that of the padding too
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void place(InputStream in, TarArchiveEntry entry, Path target) throws IOException {
        int needed = entry.isDirectory() ? READ_BY_ALL | ENTERED_BY_ALL : READ_BY_ALL;
        if ((entry.getMode() & needed) != needed) {
            throw new IOException(entry.getName() + " can only be read by its owner: mode " + entry.getMode());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isFile()) {
            Files.createDirectories(target.getParent());
            Files.copy(in, target);
        } else {
            throw new IOException(entry.getName() + " is neither a file nor a directory");
        }
    }

    private static Path below(Path directory, String name) throws IOException {
        Path target = directory.resolve(name).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException(name + " leads out of the image");
        }
        return target;
    }

    private static TarArchiveInputStream archive(InputStream in) {
        return new TarArchiveInputStream(new BufferedInputStream(in, BUFFER), StandardCharsets.UTF_8.name());
    }
}
