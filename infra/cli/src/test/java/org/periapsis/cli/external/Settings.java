package org.periapsis.cli.external;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.local.stack.StackDirectory;

/**
 * What an operator writes into each service's file, by the tables of docs/operate.md and the services' READMEs.
 *
 * @param url where a service of that name answers
 */
record Settings(Installation here, UnaryOperator<String> url) {
    static final String ISSUER = "https://sky.example.org";

    Map<String, String> log(String account) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kafka.bootstrap", here.kafka().bootstrap());
        values.put("kafka.user", account);
        values.put("kafka.password.file", secret("kafka", account));
        values.put("kafka.mechanism", "SCRAM-SHA-512");
        values.put("kafka.tls", "true");
        values.put("kafka.authorities", here.kafka().authorities().toString());
        values.put("registry.url", here.registry().url());
        values.put("issuer.name", ISSUER);
        values.put("issuer.key.file", issuer("issuer.pub.pem"));
        return values;
    }

    Map<String, String> view(String account) {
        Map<String, String> values = log(account);
        values.put("postgres.host", "127.0.0.1");
        values.put("postgres.port", Integer.toString(here.postgres().port()));
        values.put("postgres.user", account.replace('-', '_'));
        values.put("postgres.password.file", secret("postgres", account));
        return values;
    }

    Map<String, String> asking(String account) {
        return asking(view(account));
    }

    private Map<String, String> asking(Map<String, String> values) {
        values.put("indexer.url", url.apply("indexer"));
        values.put("service.token.file", issuer("service.token"));
        return values;
    }

    Map<String, String> ingest(String site) {
        Map<String, String> values = objects(view("ingest-" + site), "ingest-" + site);
        values.put("site", site);
        return values;
    }

    Map<String, String> sessions() {
        Map<String, String> values = asking(objects(view("session-manager"), "session-manager"));
        values.put("scheduler.url", url.apply("scheduler"));
        return values;
    }

    Map<String, String> agent(String site, Path directory) {
        Map<String, String> values = asking(objects(log("agent-" + site), "agent-" + site));
        values.put("site.id", site);
        values.put("site.cores", "8");
        values.put("site.memory.mib", "16384");
        values.put("agent.directory", directory.toString());
        // Made once for all tests of this machine.
        values.put("agent.python", StackDirectory.ofUser().python().toString());
        return values;
    }

    Map<String, String> portal() {
        Map<String, String> values = view("portal");
        values.put("metrics.port", Integer.toString(LoopbackPort.free("metrics", 0)));
        values.put("issuer.private.file", issuer("issuer.pem"));
        values.put("link.secret.file", issuer("link.secret"));
        values.put("indexer.url", url.apply("indexer"));
        values.put("sessions.url", url.apply("session-manager"));
        values.put("notifier.url", url.apply("notifier"));
        values.put("watch.scheduler", url.apply("scheduler"));
        values.put("home", Installation.SITES.get(0));
        for (String site : Installation.SITES) {
            values.put("ingest." + site, url.apply("ingest-" + site));
            values.put("watch.agent." + site, url.apply("agent-" + site));
            values.put("archive." + site + "-sky", site);
        }
        return values;
    }

    private Map<String, String> objects(Map<String, String> values, String account) {
        values.put("s3.endpoint", here.s3().endpoint());
        values.put("s3.user", account);
        values.put("s3.secret.file", secret("s3", account));
        return values;
    }

    private String secret(String part, String account) {
        return here.prepared().resolve("secrets").resolve(part).resolve(account).toString();
    }

    private String issuer(String file) {
        return here.prepared().resolve("issuer").resolve(file).toString();
    }
}
