package org.periapsis.bench;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Debian's JupyterHub on loopback, with its local process spawner and a user who signs in with nothing. It starts the same
 * JupyterLab as the platform: a virtual environment of two path files joins the notebook's packages and Debian's
 * {@code jupyterhub}, which adds the single-user side.
 */
final class JupyterHubPeer implements AutoCloseable {
    private static final Path DEBIAN_PYTHON = Path.of("/usr/lib/python3/dist-packages");
    private static final String TOKEN = "bench-bench-bench-bench-bench-bench";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final long INSTALL_MINUTES = 8;

    private final Process hub;
    private final Loopback caller = new Loopback(TOKEN);
    private final String user;

    private JupyterHubPeer(Process hub, String user) {
        this.hub = hub;
        this.user = user;
    }

    /** There is no JupyterHub on this machine, or it does not start the same JupyterLab. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String reason) {
            super(reason);
        }
    }

    /**
     * Starts the hub and returns when it answers.
     *
     * @param like the notebook whose Python and settings it uses
     * @param directory for all its files
     */
    static JupyterHubPeer start(BareJupyter like, Path directory, Consumer<String> say)
            throws Missing, IOException, InterruptedException {
        install(say);
        Files.createDirectories(directory.resolve("home"));
        Path python = join(like.python(), directory.resolve("python"));
        int port = Loopback.freePort();
        Path settings = Files.writeString(
                directory.resolve("jupyterhub_config.py"),
                settings(
                        directory,
                        port,
                        Stream.concat(
                                        Stream.of(python.toString(), "-m", "jupyterlab.labhubapp", "--allow-root"),
                                        like.labSettings())
                                .toList()));
        ProcessBuilder builder = new ProcessBuilder("jupyterhub", "-f", settings.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(directory.resolve("hub.log").toFile());
        // A Node.js that is not Debian's does not look where Debian keeps the proxy's modules.
        builder.environment().put("NODE_PATH", "/usr/share/nodejs");
        Process process = builder.start();
        JupyterHubPeer peer = new JupyterHubPeer(process, "http://127.0.0.1:" + port + "/hub/api/users/bench");
        boolean up = false;
        try {
            Waiting.until(START, "JupyterHub", () -> {
                if (!process.isAlive()) {
                    throw new IOException("JupyterHub ended: " + Files.readString(directory.resolve("hub.log")));
                }
                return peer.caller.answers("http://127.0.0.1:" + port + "/hub/api");
            });
            peer.ask("POST", peer.user, 201);
            up = true;
            return peer;
        } finally {
            if (!up) {
                peer.close();
            }
        }
    }

    /** @return what it is, for the figure */
    static String title() throws IOException, InterruptedException {
        return "Debian's JupyterHub " + said("jupyterhub", "--version") + ", simple process spawner, same JupyterLab";
    }

    /** @return milliseconds from the request until the hub says that the user's server is ready */
    double spawn() throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpResponse<String> answer = caller.exchange("POST", user + "/server")
                .orElseThrow(() -> new IOException("JupyterHub does not answer"));
        // 201: the hub answers when the server is up; 202: after ten seconds it answers anyway.
        if (answer.statusCode() != 201 && answer.statusCode() != 202) {
            throw new IOException("JupyterHub answered " + answer.statusCode() + ": " + answer.body());
        }
        Waiting.until(START, "JupyterHub's server", this::ready);
        return (System.nanoTime() - began) / 1e6;
    }

    private boolean ready() throws InterruptedException {
        return caller.exchange("GET", user)
                .map(answer -> new JsonObject(answer.body()).getJsonObject("servers", new JsonObject()))
                .map(servers -> servers.getJsonObject(""))
                .map(server -> server.getBoolean("ready", false))
                .orElse(false);
    }

    /** Ends the user's server and waits until it is gone. */
    void stop() throws IOException, InterruptedException {
        caller.exchange("DELETE", user + "/server");
        Waiting.until(STOP, "the end of JupyterHub's server", () -> caller.exchange("GET", user)
                .map(answer -> new JsonObject(answer.body())
                        .getJsonObject("servers", new JsonObject())
                        .isEmpty())
                .orElse(false));
    }

    private void ask(String method, String url, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                caller.exchange(method, url).orElseThrow(() -> new IOException("JupyterHub does not answer"));
        if (answer.statusCode() != expected) {
            throw new IOException("JupyterHub answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static void install(Consumer<String> say) throws Missing, IOException, InterruptedException {
        if (!said("jupyterhub", "--version").isEmpty()) {
            return;
        }
        boolean debian = new File("/usr/bin/apt-get").canExecute();
        if (!debian || new com.sun.security.auth.module.UnixSystem().getUid() != 0) {
            throw new Missing("JupyterHub is not installed, and only root on Debian may install it: apt-get install"
                    + " jupyterhub");
        }
        say.accept("installing Debian's jupyterhub, to be compared with");
        String options = "-q -y -o DPkg::Lock::Timeout=300 --no-install-recommends";
        Process process = new ProcessBuilder(
                        "sh", "-c", "apt-get update -q && exec apt-get install " + options + " jupyterhub")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            Waiting.end(process);
            throw new Missing("JupyterHub could not be installed: apt-get install jupyterhub says why");
        }
    }

    /** The notebook's packages first, then Debian's: what both have is the notebook's. */
    private static Path join(Path notebook, Path directory) throws Missing, IOException, InterruptedException {
        String packages = said(notebook.toString(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))");
        said(notebook.toString(), "-m", "venv", "--without-pip", directory.toString());
        Path python = directory.resolve("bin/python");
        String own = said(python.toString(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))");
        if (own.isEmpty()) {
            throw new Missing("no virtual environment could be made with the notebook's Python");
        }
        Files.writeString(Path.of(own, "a-notebook.pth"), packages + "\n");
        Files.writeString(Path.of(own, "b-debian.pth"), DEBIAN_PYTHON + "\n");
        if (!said(python.toString(), "-c", "import jupyterlab.labhubapp, jupyterhub, sqlalchemy; print('ok')")
                .equals("ok")) {
            throw new Missing("Debian's jupyterhub does not load in the notebook's Python: their versions differ");
        }
        return python;
    }

    /** @return what a short program prints; empty when it fails or is not there */
    private static String said(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0 ? text : "";
        } catch (IOException notThere) {
            return "";
        }
    }

    private static String settings(Path directory, int port, List<String> command) throws IOException {
        List<String> words = new ArrayList<>();
        command.forEach(word -> words.add("'" + word + "'"));
        return """
                c = get_config()
                c.JupyterHub.ip = '127.0.0.1'
                c.JupyterHub.port = %1$d
                c.JupyterHub.hub_ip = '127.0.0.1'
                c.JupyterHub.hub_port = %2$d
                c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:%3$d'
                c.ConfigurableHTTPProxy.pid_file = '%4$s/proxy.pid'
                c.JupyterHub.db_url = 'sqlite:///%4$s/hub.sqlite'
                c.JupyterHub.cookie_secret_file = '%4$s/cookie'
                c.JupyterHub.authenticator_class = 'dummy'
                c.JupyterHub.spawner_class = 'simple'
                c.SimpleLocalProcessSpawner.home_dir_template = '%4$s/home/{username}'
                c.Spawner.cmd = [%5$s]
                c.JupyterHub.services = [{'name': 'bench', 'api_token': '%6$s'}]
                c.JupyterHub.load_roles = [
                    {'name': 'bench', 'scopes': ['admin:users', 'admin:servers'], 'services': ['bench']}]
                """
                .formatted(
                        port,
                        Loopback.freePort(),
                        Loopback.freePort(),
                        directory,
                        words.stream().collect(Collectors.joining(", ")),
                        TOKEN);
    }

    @Override
    public void close() {
        Waiting.end(hub);
    }
}
