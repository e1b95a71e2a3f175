package org.periapsis.cli.external;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.periapsis.embedded.LoopbackPort;

/** A broker of Kafka as it is released: KRaft, TLS, SCRAM users, and an authorizer that lets in nobody who is not named. */
final class Kafka implements Part {
    private static final String STORE_PASSWORD = "of-the-key-store";

    private final Path home;
    private final String classpath;
    private final int port;
    private final OsProcess process;

    /** @param libraries directory of Kafka's jars */
    Kafka(Path libraries, Path home) throws IOException {
        this.home = Files.createDirectories(home);
        this.classpath = libraries + "/*";
        this.port = LoopbackPort.free("kafka", 0);
        this.process = new OsProcess(
                "kafka",
                home,
                home.resolve("kafka.log"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classpath,
                        "kafka.Kafka",
                        home.resolve("server.properties").toString()),
                Map.of());
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** PEM of who signed the broker's certificate: itself. */
    Path authorities() {
        return home.resolve("ca.pem");
    }

    /** Makes key and certificate. */
    void certify() throws IOException, InterruptedException {
        Shell shell = new Shell(home, Map.of());
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String store = " -keystore broker.p12 -storetype PKCS12 -storepass " + STORE_PASSWORD + " -alias broker ";
        shell.run(
                tool + " -genkeypair -keyalg EC -groupname secp256r1 -dname CN=kafka -ext SAN=ip:127.0.0.1 -validity 30"
                        + store);
        shell.run(tool + " -exportcert -rfc -file ca.pem" + store);
    }

    /** {@code kafka-storage.sh format --add-scram}, with the one user that makes the others. */
    void format(String admin, String password) throws IOException, InterruptedException {
        Properties settings = new Properties();
        settings.putAll(settings(admin, password));
        try (var out = Files.newBufferedWriter(home.resolve("server.properties"))) {
            settings.store(out, null);
        }
        new Shell(home, Map.of())
                .run(Path.of(System.getProperty("java.home"), "bin", "java") + " -cp '" + classpath
                        + "' kafka.tools.StorageTool format -c server.properties -t "
                        + org.apache.kafka.common.Uuid.randomUuid()
                        + " --add-scram 'SCRAM-SHA-512=[name=" + admin + ",password=" + password + "]'");
    }

    private Map<String, String> settings(String admin, String password) {
        int controller = LoopbackPort.freeBut("kafka's controller", port);
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("log.dirs", home.resolve("log").toString()),
                Map.entry("listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
                Map.entry("advertised.listeners", "CLIENT://127.0.0.1:" + port),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                Map.entry("inter.broker.listener.name", "CLIENT"),
                Map.entry("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512"),
                Map.entry(
                        "listener.name.client.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + admin
                                + "\" password=\"" + password + "\";"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", home.resolve("broker.p12").toString()),
                Map.entry("ssl.keystore.password", STORE_PASSWORD),
                Map.entry("ssl.truststore.type", "PEM"),
                Map.entry("ssl.truststore.location", authorities().toString()),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                // ANONYMOUS is the controller's own listener.
                Map.entry("super.users", "User:" + admin + ";User:ANONYMOUS"),
                Map.entry("auto.create.topics.enable", "false"),
                // One broker has no other for copies.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"));
    }

    @Override
    public OsProcess process() {
        return process;
    }

    @Override
    public boolean answers() {
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
