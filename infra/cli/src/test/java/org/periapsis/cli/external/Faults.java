package org.periapsis.cli.external;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** Everything that is broken, in turn: each part and each service. */
final class Faults {
    private static final Duration STOPPED = Duration.ofSeconds(75);
    private static final Duration HELD = Duration.ofSeconds(6);
    /** Long enough that whoever waits for it has given up. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    /** A person's way leads through two databases, each of which is waited for 15 s at most, and an event is for 20. */
    private static final Duration LONGEST = Duration.ofSeconds(28);
    /** What may have been asked of a store with 8 MiB on the way. */
    private static final Duration STORE = Duration.ofSeconds(75);

    private static final Set<Act> READS = EnumSet.of(Act.SEARCH, Act.DOWNLOAD, Act.PAGE, Act.SESSION);
    private static final Set<Act> SESSIONS = EnumSet.of(Act.PAGE);

    private final Installation here;
    private final List<Fault> all = new ArrayList<>();

    Faults(Installation here) {
        this.here = here;
        part(here.postgres(), without("scheduler", "agent-esac", "agent-jive"), SESSIONS);
        part(here.kafka(), without(), READS);
        part(
                here.s3(),
                without("indexer", "scheduler", "notifier", "portal"),
                EnumSet.of(Act.SEARCH, Act.PAGE, Act.SESSION));
        part(here.registry(), without(), EnumSet.allOf(Act.class));
        databaseBroken();
        brokerBroken();
        storeBroken();
        service("ingest-esac", EnumSet.of(Act.SEARCH, Act.PAGE, Act.SESSION));
        service("indexer", EnumSet.of(Act.PAGE, Act.SESSION));
        service("scheduler", EnumSet.of(Act.OFFER, Act.UPLOAD, Act.SEARCH, Act.DOWNLOAD, Act.PAGE, Act.SESSION));
        service("session-manager", EnumSet.of(Act.OFFER, Act.UPLOAD, Act.SEARCH, Act.DOWNLOAD, Act.PAGE));
        service("agent-esac", EnumSet.of(Act.OFFER, Act.UPLOAD, Act.SEARCH, Act.DOWNLOAD, Act.SESSION));
        service("notifier", EnumSet.allOf(Act.class));
        service("portal", EnumSet.noneOf(Act.class));
    }

    List<Fault> all() {
        return List.copyOf(all);
    }

    private Map<String, String> without(String... services) {
        Map<String, String> tells = new HashMap<>();
        here.services().forEach(service -> tells.put(service.name(), ""));
        List.of(services).forEach(tells::remove);
        return tells;
    }

    private void part(Part part, Map<String, String> tellers, Set<Act> goesOn) {
        Map<String, String> tells = new HashMap<>(tellers);
        tells.replaceAll((service, any) -> part.check());
        String name = part.process().name();
        all.add(new Fault(name, "stopped", tells, goesOn, false, false, HELD, LONGEST, part::stop, part::start));
        all.add(new Fault(name, "killed", tells, goesOn, false, false, HELD, LONGEST, part::kill, part::start));
        all.add(new Fault(
                name,
                "silent",
                tells,
                goesOn,
                false,
                false,
                SILENT,
                part.check().equals("s3") ? STORE : LONGEST,
                part::silence,
                part::wake));
    }

    private void service(String name, Set<Act> goesOn) {
        InstalledService service = here.service(name);
        OsProcess process = service.process();
        boolean front = name.equals("portal");
        Map<String, String> tells = Map.of(name, "");
        all.add(new Fault(
                name,
                "stopped",
                tells,
                goesOn,
                false,
                front,
                HELD,
                LONGEST,
                () -> {
                    process.signal("TERM");
                    int code = process.awaitEnd(STOPPED);
                    if (code != 143) {
                        throw new AssertionError(name + " was stopped and ended with " + code);
                    }
                },
                process::start));
        all.add(new Fault(
                name,
                "killed",
                tells,
                goesOn,
                true,
                front,
                HELD,
                LONGEST,
                () -> {
                    process.signal("KILL");
                    process.awaitEnd(STOPPED);
                },
                process::start));
        all.add(new Fault(
                name,
                "silent",
                tells,
                goesOn,
                true,
                front,
                front ? HELD : SILENT,
                LONGEST,
                () -> process.signal("STOP"),
                () -> process.signal("CONT")));
    }

    private void databaseBroken() {
        Set<Act> others = EnumSet.of(Act.PAGE);
        all.add(new Fault(
                "postgres",
                "schemas dropped",
                Map.of("indexer", "", "ingest-esac", "", "session-manager", "", "notifier", ""),
                others,
                false,
                false,
                HELD,
                LONGEST,
                () -> {
                    for (String schema : List.of("indexer", "ingest_esac", "session_manager", "notifier")) {
                        drop(schema);
                    }
                },
                () -> here.again("psql ")));
        all.add(new Fault(
                "postgres",
                "role locked out",
                Map.of("ingest-esac", "postgres"),
                EnumSet.of(Act.SEARCH, Act.PAGE, Act.SESSION),
                false,
                false,
                HELD,
                LONGEST,
                () -> sql("alter role ingest_esac nologin; select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where usename = 'ingest_esac'"),
                () -> here.again("psql ")));
    }

    /** Those who write at this moment may be in the way of it. */
    private void drop(String schema) throws Exception {
        here.shell()
                .run("for try in 1 2 3 4 5; do psql -d periapsis -c 'drop schema " + schema
                        + " cascade' && exit; sleep 0.2; done; exit 1");
    }

    private void sql(String text) throws Exception {
        here.shell().run("psql -v ON_ERROR_STOP=1 -d periapsis -c \"" + text + "\"");
    }

    private void brokerBroken() {
        all.add(new Fault(
                "kafka",
                "right to write revoked",
                Map.of(),
                READS,
                false,
                false,
                HELD,
                LONGEST,
                () -> admin(admin -> admin.deleteAcls(List.of(new AclBindingFilter(
                                new ResourcePatternFilter(
                                        ResourceType.TOPIC, "esac.periapsis.products.v1", PatternType.LITERAL),
                                new AccessControlEntryFilter(
                                        "User:ingest-esac", null, AclOperation.WRITE, AclPermissionType.ANY))))
                        .all()
                        .get(30, TimeUnit.SECONDS)),
                () -> here.again("periapsis topics")));
        all.add(new Fault(
                "kafka",
                "wrong password of the indexer",
                Map.of("indexer", "kafka"),
                EnumSet.of(Act.PAGE, Act.SESSION),
                true,
                false,
                HELD,
                LONGEST,
                () -> {
                    admin(admin -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                    "indexer", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8192), "another")))
                            .all()
                            .get(30, TimeUnit.SECONDS));
                    OsProcess indexer = here.service("indexer").process();
                    indexer.signal("KILL");
                    indexer.awaitEnd(STOPPED);
                    indexer.start();
                    URI alive = URI.create(here.service("indexer").url() + "/health/live");
                    Answering.await(indexer, () -> Answering.ok(alive), Part.PATIENCE);
                },
                () -> here.again("periapsis topics")));
    }

    @FunctionalInterface
    private interface Asked {
        Object ask(Admin admin) throws Exception;
    }

    private void admin(Asked asked) throws Exception {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(here.prepared().resolve("kafka/admin.properties"))) {
            properties.load(in);
        }
        try (Admin admin = Admin.create(properties)) {
            Object done = asked.ask(admin);
            if (done instanceof java.util.Collection<?> several && several.isEmpty()) {
                throw new AssertionError("there was no such right to revoke");
            }
        }
    }

    private void storeBroken() {
        Set<Act> goesOn = EnumSet.of(Act.SEARCH, Act.PAGE, Act.SESSION);
        Map<String, String> ingest = Map.of("ingest-esac", "s3");
        all.add(new Fault(
                "s3",
                "wrong secret of ingest",
                ingest,
                goesOn,
                false,
                false,
                HELD,
                LONGEST,
                () -> mc("mc admin user add store ingest-esac another-secret"),
                this::buckets));
        all.add(new Fault(
                "s3",
                "policy of ingest detached",
                ingest,
                goesOn,
                false,
                false,
                HELD,
                LONGEST,
                () -> mc("mc admin policy detach store ingest-esac --user ingest-esac"),
                this::buckets));
    }

    private void mc(String line) throws Exception {
        here.shell().run("MC_HOST_store=" + here.s3().administrator() + " " + line);
    }

    private void buckets() throws Exception {
        here.again("MC_HOST_store");
    }
}
