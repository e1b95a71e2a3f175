package org.periapsis.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.periapsis.embedded.PrivateFiles;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.s3.Right;
import org.periapsis.embedded.stack.ObjectAccess;
import org.periapsis.embedded.stack.ServiceAccount;
import org.periapsis.embedded.stack.ServiceAccounts;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.local.stack.IssuerKeys;

/** Accounts, keys and rights of a deployment, as files: the same accounts and rights as those of the local stack. */
final class Preparation {
    private static final String MODULES = "org.apache.kafka.common.security.";

    private final Path directory;
    private final List<String> sites;
    private final ServiceAccounts accounts;
    private final ObjectAccess access;

    /** Reads the accounts' secrets from the directory, or makes them. */
    Preparation(Path directory, List<String> sites) throws IOException {
        this.directory = directory;
        this.sites = List.copyOf(sites);
        PrivateFiles.directory(directory);
        this.accounts = ServiceAccounts.open(directory.resolve(Prepared.SECRETS), sites);
        this.access = new ObjectAccess(sites);
    }

    void issuer(String name, int days) throws Exception {
        Path place = folder("issuer");
        IssuerKeys keys = IssuerKeys.in(place);
        if (!Files.exists(place.resolve("link.secret"))) {
            PrivateFiles.write(place.resolve("link.secret"), org.periapsis.embedded.Secrets.random());
        }
        Vertx vertx = Vertx.vertx();
        try {
            Tokens tokens = Tokens.issuing(vertx, name, keys.publicKey(), keys.privateKey());
            Duration life = Duration.ofDays(days);
            PrivateFiles.write(
                    place.resolve("service.token"),
                    tokens.issue("session-manager", "session-manager", List.of("service"), List.of(), life));
            // What a site's parts may ask is little: people's programs run beside them.
            for (String site : sites) {
                String account = "site-" + site;
                PrivateFiles.write(
                        place.resolve(account + ".token"),
                        tokens.issue(account, account, List.of("site:" + site), List.of(), life));
            }
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** A file a password, as Docker and Kubernetes mount them. */
    void secrets() throws IOException {
        for (ServiceAccount account : accounts.all()) {
            String name = account.name();
            PrivateFiles.write(
                    folder("secrets/kafka").resolve(name), account.secrets().kafka());
            PrivateFiles.write(
                    folder("secrets/postgres").resolve(name), account.secrets().postgres());
            PrivateFiles.write(
                    folder("secrets/s3").resolve(name), account.secrets().s3());
        }
    }

    /**
     * How the brokers are reached.
     *
     * @param bootstrap {@code host:port}, comma separated
     * @param mechanism PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
     * @param authorities PEM of the authorities of the brokers' certificates; null for those of the JVM
     */
    record Brokers(String bootstrap, String mechanism, boolean tls, Path authorities) {
        String module() {
            return MODULES + (mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule");
        }
    }

    void kafka(Brokers brokers) throws IOException {
        KafkaSettings settings = accounts.kafka(directory, 0);
        Map<String, String> users = new TreeMap<>(settings.users());
        users.put(KafkaSettings.ADMIN, settings.adminPassword());
        StringBuilder login = new StringBuilder(login(MODULES + "plain.PlainLoginModule", settings.adminPassword()));
        users.forEach((user, password) -> login.append(" user_")
                .append(user)
                .append("=\"")
                .append(password)
                .append('"'));
        PrivateFiles.write(
                folder("kafka").resolve("broker.env"),
                "KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG=" + login + ";\n");
        // What an administrator has written into it stays.
        Path admin = folder("kafka").resolve("admin.properties");
        if (!Files.exists(admin)) {
            PrivateFiles.write(admin, administrator(brokers, settings.adminPassword()));
        }
    }

    private static String administrator(Brokers brokers, String password) {
        StringBuilder text = new StringBuilder(
                """
                # Creates topics and grants rights: `periapsis topics --apply`. No service uses it.
                # Any property of a Kafka client may be added; this file is not written again.
                bootstrap.servers=%s
                security.protocol=%s
                sasl.mechanism=%s
                sasl.jaas.config=%s;
                """
                        .formatted(
                                brokers.bootstrap(),
                                brokers.tls() ? "SASL_SSL" : "SASL_PLAINTEXT",
                                brokers.mechanism(),
                                login(brokers.module(), password)));
        if (brokers.authorities() != null) {
            text.append("ssl.truststore.type=PEM\nssl.truststore.location=")
                    .append(brokers.authorities().toAbsolutePath())
                    .append('\n');
        }
        return text.toString();
    }

    private static String login(String module, String password) {
        return module + " required username=\"" + KafkaSettings.ADMIN + "\" password=\"" + password + "\"";
    }

    void postgres() throws IOException {
        StringBuilder sql = new StringBuilder(
                """
                -- Roles, schemas and extensions of a deployment's services, for a superuser in the database periapsis.
                -- Running it again changes passwords only.
                revoke all on database periapsis from public;
                create extension if not exists btree_gist schema public;
                create extension if not exists pg_trgm schema public;
                """);
        for (ServiceAccount account : accounts.all()) {
            String role = account.role();
            sql.append(
                    """
                    do $$ begin create role %s; exception when duplicate_object then null; end $$;
                    alter role %s login noinherit password '%s';
                    """
                            .formatted(role, role, account.secrets().postgres()));
            sql.append("grant connect, temporary on database periapsis to %s;\n".formatted(role));
            sql.append("create schema if not exists %s authorization %s;\n".formatted(role, role));
            sql.append("alter role %s in database periapsis set search_path = %s, public;\n".formatted(role, role));
        }
        PrivateFiles.write(folder("postgres").resolve("init.sql"), sql.toString());
    }

    void objects() throws IOException {
        Path place = folder("s3");
        PrivateFiles.write(place.resolve("buckets"), String.join("\n", access.buckets()) + "\n");
        for (ServiceAccount account : accounts.all()) {
            Map<String, Set<Right>> rights = new TreeMap<>(access.rights(account));
            if (!rights.isEmpty()) {
                PrivateFiles.write(
                        place.resolve(account.name() + ".json"), policy(rights).encodePrettily());
            }
        }
    }

    private static JsonObject policy(Map<String, Set<Right>> rights) {
        JsonArray statements = new JsonArray();
        rights.forEach((bucket, allowed) -> {
            JsonArray onBucket = new JsonArray().add("s3:GetBucketLocation").add("s3:ListBucket");
            JsonArray onObjects = new JsonArray().add("s3:GetObject");
            if (allowed.contains(Right.WRITE)) {
                onBucket.add("s3:ListBucketMultipartUploads");
                onObjects
                        .add("s3:PutObject")
                        .add("s3:DeleteObject")
                        .add("s3:AbortMultipartUpload")
                        .add("s3:ListMultipartUploadParts");
            }
            statements.add(allow(onBucket, "arn:aws:s3:::" + bucket));
            statements.add(allow(onObjects, "arn:aws:s3:::" + bucket + "/*"));
        });
        return new JsonObject().put("Version", "2012-10-17").put("Statement", statements);
    }

    private static JsonObject allow(JsonArray actions, String resource) {
        return new JsonObject()
                .put("Effect", "Allow")
                .put("Action", actions)
                .put("Resource", new JsonArray().add(resource));
    }

    private Path folder(String name) throws IOException {
        Path folder = directory.resolve(name);
        PrivateFiles.directory(folder);
        return folder;
    }
}
