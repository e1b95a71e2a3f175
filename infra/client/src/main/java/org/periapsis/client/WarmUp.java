package org.periapsis.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.periapsis.client.show.Terminal;
import picocli.CommandLine;

/**
 * Runs searches against a few canned answers, so that the JVM can write down which classes a verb uses: the launcher has them
 * archived, and every later start maps them. Nothing of it is shown or kept.
 */
public final class WarmUp {
    private static final String PAGE =
            "{\"products\":[{\"obs_publisher_did\":\"ivo://a/b\",\"s_ra\":1.5,\"s_dec\":-2,\"size\":4096,"
                    + "\"sites\":[\"a\"]}],\"items\":[],\"ids\":[],\"total\":{\"count\":1,\"exact\":true}}";

    private WarmUp() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answer(server), "answers");
            answers.setDaemon(true);
            answers.start();
            String url = "http://127.0.0.1:" + server.getLocalPort();
            for (String format : new String[] {"table", "tsv", "json", "votable"}) {
                run(url, "find", "12:00:00 +10:00:00", "--radius", "1m", "-o", format);
            }
            run(url, "session", "list");
            run(url, "job", "list");
            run(url, "basket", "list");
            run(url, "sites");
        }
    }

    private static void run(String url, String... words) {
        Surroundings surroundings = new Surroundings(
                Map.of("PERIAPSIS_SERVER", url, "PERIAPSIS_TOKEN", "none", "XDG_CONFIG_HOME", "/nowhere"),
                Terminal.none(),
                InputStream.nullInputStream());
        CommandLine command = ClientMain.commandLine(surroundings, words);
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        command.setOut(nowhere).setErr(nowhere).execute(words);
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
                InputStream in = socket.getInputStream();
                // One read has a whole request of so few words.
                if (in.read(new byte[8192]) > 0) {
                    OutputStream out = socket.getOutputStream();
                    out.write(("HTTP/1.1 200 OK\r\n"
                                    + "Content-Type: application/json\r\n"
                                    + "Connection: close\r\n"
                                    + "Content-Length: "
                                    + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    out.write(body);
                    out.flush();
                }
            } catch (IOException e) {
                // The searches are over, or one gave up: the list of classes is shorter by that.
                return;
            }
        }
    }
}
