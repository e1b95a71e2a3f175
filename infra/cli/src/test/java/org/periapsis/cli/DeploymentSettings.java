package org.periapsis.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.stack.EmbeddedStack;
import org.periapsis.embedded.stack.S3Access;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.local.demo.Samples;
import org.periapsis.local.stack.StackDirectory;

/**
 * What an operator writes into the services' files of settings, each with the passwords of its own account.
 *
 * @param keys directory of what {@code periapsis prepare} wrote about the issuer
 * @param url the address that a service's instances are behind
 */
record DeploymentSettings(EmbeddedStack parts, StackDirectory directory, Path keys, UnaryOperator<String> url) {

    Map<String, String> log(String account) {
        KafkaConfig kafka = parts.kafkaConfig(account);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap", kafka.bootstrap());
        values.put("kafka.prefix", Deployment.PREFIX);
        values.put("registry.url", kafka.registry());
        kafka.user().ifPresent(user -> {
            values.put("kafka.user", user.name());
            values.put("kafka.password", user.password().value());
        });
        kafka.registryUser().ifPresent(user -> {
            values.put("registry.user", user.name());
            values.put("registry.password", user.password().value());
        });
        values.put("issuer.name", Deployment.ISSUER);
        values.put("issuer.key.file", keys.resolve("issuer.pub.pem").toString());
        return values;
    }

    Map<String, String> view(String account) {
        PostgresConfig postgres = parts.postgresConfig(account);
        Map<String, String> values = log(account);
        values.put("postgres.host", postgres.host());
        values.put("postgres.port", Integer.toString(postgres.port()));
        values.put("postgres.database", postgres.database());
        values.put("postgres.user", postgres.user());
        values.put("postgres.password", postgres.password().value());
        return values;
    }

    private Map<String, String> objects(Map<String, String> values, String account) {
        S3Access s3 = parts.s3Access(account);
        values.put("s3.endpoint", s3.endpoint().toString());
        values.put("s3.region", s3.region());
        values.put("s3.user", s3.identity());
        values.put("s3.secret", s3.secret());
        return values;
    }

    Map<String, String> ingest(String site) {
        String account = "ingest-" + site;
        return with(objects(view(account), account), "site", site);
    }

    Map<String, String> agent(String site) {
        String account = "agent-" + site;
        Map<String, String> values = objects(log(account), account);
        values.put("site.id", site);
        values.put("site.cores", "16");
        values.put("site.memory.mib", "65536");
        values.put("site.deadline", "PT15S");
        // What a test leaves running ends soon after its agent.
        values.put("agent.watchdog", "PT10S");
        values.put("agent.directory", directory.site(site).toString());
        values.put("agent.python", directory.python().toString());
        return values;
    }

    Map<String, String> sessions() {
        Map<String, String> values = objects(view("session-manager"), "session-manager");
        values.put("indexer.url", url.apply("indexer"));
        values.put("scheduler.url", url.apply("scheduler"));
        values.put("service.token.file", keys.resolve("service.token").toString());
        return values;
    }

    Map<String, String> portal() {
        Map<String, String> values = view("portal");
        values.put("metrics.port", Integer.toString(LoopbackPort.free("metrics", 0)));
        values.put("issuer.private.file", keys.resolve("issuer.pem").toString());
        values.put("link.secret.file", keys.resolve("link.secret").toString());
        values.put("indexer.url", url.apply("indexer"));
        values.put("sessions.url", url.apply("session-manager"));
        values.put("notifier.url", url.apply("notifier"));
        values.put("home", Deployment.SITES.get(0));
        Deployment.SITES.forEach(site -> values.put("ingest." + site, url.apply("ingest-" + site)));
        Samples.archives().forEach((archive, site) -> values.put("archive." + archive, site));
        return values;
    }

    static Map<String, String> with(Map<String, String> values, String key, String value) {
        values.put(key, value);
        return values;
    }
}
