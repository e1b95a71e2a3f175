package org.periapsis.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.auth.IssuerPair;

/** A service that is told to go (SIGTERM) in the middle of everything. */
class DrainFaultTest {
    private static final int HALF = 50_000;

    @TempDir
    private Path directory;

    @Test
    void whatIsInHandIsFinishedAndWhatNeverEndsIsToldToGo() throws Exception {
        Process service = start();
        try {
            int port = port(service);
            Socket upload = ask(port, "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + 2 * HALF + "\r\n\r\n");
            upload.getOutputStream().write(new byte[HALF]);
            Socket events = ask(port, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
            Socket log = ask(port, "GET /log HTTP/1.1\r\nHost: a\r\n\r\n");
            Socket tunnel =
                    ask(port, "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            heard(events, "first");
            heard(log, "line");
            heard(tunnel, "yo");
            assertThat(ready(port)).isEqualTo("200");

            service.destroy();
            List<String> answers = new ArrayList<>();
            String answer = ready(port);
            while (!answer.equals("refused")) {
                answers.add(answer);
                Thread.sleep(20);
                answer = ready(port);
            }
            // It answers on, and says that it goes, before it takes nothing any more.
            assertThat(answers).contains("503");
            assertThat(answers.get(answers.size() - 1)).isEqualTo("503");

            assertThat(rest(events)).contains("going away").endsWith("0\r\n\r\n");
            assertThat(rest(log)).doesNotContain("0\r\n\r\n");
            assertThat(rest(tunnel)).isEqualTo("\u0088\u0002\u0003\u00e9");
            assertThat(service.isAlive()).isTrue();
            upload.getOutputStream().write(new byte[HALF]);
            assertThat(rest(upload)).startsWith("HTTP/1.1 201 ").endsWith("took " + 2 * HALF);
            assertThat(service.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            service.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), IssuerPair.make().publicKey());
        Path settings = Files.writeString(
                directory.resolve("service.properties"),
                "issuer.name=i\nissuer.key.file=" + key + "\ndrain.notice=PT0.7S\ndrain.patience=PT15S\ntest.port="
                        + directory.resolve("port") + "\n");
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path,
                        DrainedService.class.getName(),
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
    }

    private int port(Process service) throws Exception {
        Path file = directory.resolve("port");
        while (!Files.exists(file)) {
            assertThat(service.isAlive())
                    .as(Files.readString(directory.resolve("output")))
                    .isTrue();
            Thread.sleep(50);
        }
        return Integer.parseInt(Files.readString(file));
    }

    private static Socket ask(int port, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String ready(int port) throws IOException {
        try (Socket socket = ask(port, "GET /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            String answer = rest(socket);
            return answer.length() < 12 ? "refused" : answer.substring(9, 12);
        } catch (SocketException gone) {
            // Refused, or taken by the system in the moment in which the listener went.
            return "refused";
        }
    }

    private static void heard(Socket socket, String text) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(heard.toString()).isNotNegative();
            heard.append((char) next);
        }
        // What belongs to the same part has come with it.
        int left = socket.getInputStream().available();
        heard.append(new String(socket.getInputStream().readNBytes(left), StandardCharsets.ISO_8859_1));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
