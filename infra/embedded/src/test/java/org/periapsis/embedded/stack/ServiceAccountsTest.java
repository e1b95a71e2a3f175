package org.periapsis.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.embedded.s3.Right;

class ServiceAccountsTest {

    @TempDir
    Path directory;

    @Test
    void secretsAreMadeOnceAndDifferEverywhere() throws Exception {
        ServiceAccounts first = open("esac", "jive");
        assertThat(open("esac", "jive").all()).isEqualTo(first.all());
        List<String> secrets = first.all().stream()
                .map(ServiceAccount::secrets)
                .flatMap(s -> Stream.of(s.kafka(), s.postgres(), s.s3(), s.registry()))
                .toList();
        assertThat(new HashSet<>(secrets)).hasSameSizeAs(secrets);
    }

    @Test
    void aNewSiteLeavesTheSecretsOfTheOthers() throws Exception {
        ServiceAccount before = open("esac").named("ingest-esac");
        assertThat(open("esac", "skao").named("ingest-esac")).isEqualTo(before);
        assertThat(open("esac", "skao").named("agent-skao").role()).isEqualTo("agent_skao");
    }

    @Test
    void theFileIsPrivateAndNothingPrintsASecret() throws Exception {
        ServiceAccounts accounts = open("esac");
        Path file = directory.resolve("keys/services.secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        ServiceAccount ingest = accounts.named("ingest-esac");
        String printed = accounts + " " + ingest + " " + accounts.roles() + " " + accounts.identities() + " "
                + accounts.kafka(directory, 0);
        assertThat(printed)
                .doesNotContain(
                        ingest.secrets().kafka(),
                        ingest.secrets().postgres(),
                        ingest.secrets().s3(),
                        ingest.secrets().registry());
    }

    @Test
    void productsAreWrittenByTheirSitesIngestAndReadByEveryAgent() throws Exception {
        ServiceAccounts accounts = open("esac", "jive");
        ObjectAccess access = new ObjectAccess(List.of("esac", "jive"));
        assertThat(access.rights(accounts.named("ingest-esac")))
                .containsEntry("esac-products", EnumSet.allOf(Right.class))
                .containsEntry("jive-products", Set.of(Right.READ))
                .doesNotContainKey("jive-outputs");
        assertThat(access.rights(accounts.named("agent-jive")))
                .containsEntry("esac-products", Set.of(Right.READ))
                .containsEntry("jive-outputs", EnumSet.allOf(Right.class))
                .containsEntry("hub-manifests", Set.of(Right.READ));
        assertThat(access.rights(accounts.named("portal"))).isEmpty();
    }

    private ServiceAccounts open(String... sites) throws Exception {
        return ServiceAccounts.open(directory.resolve("keys/services.secrets"), List.of(sites));
    }
}
