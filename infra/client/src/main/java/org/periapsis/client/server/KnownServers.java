package org.periapsis.client.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.periapsis.client.json.Json;

/** The servers that this person has used, with their tokens: one file, readable by its owner alone. */
public final class KnownServers {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path file;

    /** @param current the one that is meant when none is named */
    private record Content(Optional<URI> current, List<Server> servers) {}

    public KnownServers(Path file) {
        this.file = file;
    }

    /** @param environment for {@code XDG_CONFIG_HOME} and {@code HOME} */
    public static KnownServers of(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path directory = config.startsWith("/")
                ? Path.of(config)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config");
        return new KnownServers(directory.resolve("periapsis").resolve("servers.json"));
    }

    public Path file() {
        return file;
    }

    public List<Server> all() throws IOException {
        return read().servers();
    }

    /** @return the server of the last sign-in */
    public Optional<Server> current() throws IOException {
        Content content = read();
        return content.current().map(url -> find(content, url).orElseGet(() -> Server.at(url)));
    }

    /** @return what is known of a server; nobody signed in when nothing is */
    public Server at(URI url) throws IOException {
        return find(read(), url).orElseGet(() -> Server.at(url));
    }

    /** Keeps a server, and makes it the one that is meant from now on. */
    public void keep(Server server) throws IOException {
        List<Server> servers = new ArrayList<>(read().servers());
        servers.removeIf(each -> each.url().equals(server.url()));
        servers.add(server);
        write(new Content(Optional.of(server.url()), servers));
    }

    /** Forgets a server with its token. The one signed in to before it is meant from now on. */
    public void forget(URI url) throws IOException {
        Content content = read();
        List<Server> servers = new ArrayList<>(content.servers());
        servers.removeIf(each -> each.url().equals(url));
        Optional<URI> current = content.current().filter(each -> !each.equals(url));
        if (current.isEmpty() && !servers.isEmpty()) {
            current = Optional.of(servers.get(servers.size() - 1).url());
        }
        write(new Content(current, servers));
    }

    private static Optional<Server> find(Content content, URI url) {
        return content.servers().stream()
                .filter(server -> server.url().equals(url))
                .findFirst();
    }

    private Content read() throws IOException {
        String text;
        try {
            if (POSIX && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IOException(
                        file + " holds your tokens and others may read it: chmod 600 it, and sign in again");
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return new Content(Optional.empty(), List.of());
        }
        try {
            Json json = Json.parse(text);
            return new Content(
                    json.text("current").map(URI::create),
                    json.list("servers").stream().map(Server::of).toList());
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            throw new IOException(file + " cannot be read (" + e.getMessage() + "): remove it, and sign in again", e);
        }
    }

    private void write(Content content) throws IOException {
        Files.createDirectories(file.getParent(), attributes("rwx------"));
        Path fresh = Files.createTempFile(file.getParent(), "servers", ".json", attributes("rw-------"));
        try {
            Json json = Json.object()
                    .put("current", content.current().map(URI::toString).orElse(null))
                    .put("servers", content.servers().stream().map(Server::json).toList());
            Files.write(fresh, (json.pretty() + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
