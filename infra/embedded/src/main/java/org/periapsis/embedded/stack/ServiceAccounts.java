package org.periapsis.embedded.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.periapsis.embedded.kafka.KafkaSettings;
import org.periapsis.embedded.postgres.DatabaseRole;
import org.periapsis.embedded.s3.S3Identity;

/**
 * Who the services of a stack are: for each instance an account with secrets of its own, from which users, roles and
 * identities of the parts are made. The secrets are random, made once and kept in one file.
 */
public final class ServiceAccounts {

    private final List<ServiceAccount> accounts;
    private final List<String> sites;
    private final String kafkaAdmin;

    private ServiceAccounts(List<ServiceAccount> accounts, List<String> sites, String kafkaAdmin) {
        this.accounts = List.copyOf(accounts);
        this.sites = List.copyOf(sites);
        this.kafkaAdmin = kafkaAdmin;
    }

    /**
     * Reads the accounts of a stack, and makes the secrets that are missing.
     *
     * @param file where the secrets are kept, mode 0600
     * @param sites short site ids, such as {@code esac}
     */
    public static ServiceAccounts open(Path file, List<String> sites) throws IOException {
        AccountSecrets secrets = new AccountSecrets(file);
        List<ServiceAccount> accounts = LogAccess.writers(sites)
                .map(writer -> {
                    String name = writer.getKey().account(writer.getValue().orElse(""));
                    return new ServiceAccount(
                            writer.getKey(),
                            writer.getValue(),
                            new ServiceAccount.Secrets(
                                    secrets.of(name + ".kafka"),
                                    secrets.of(name + ".postgres"),
                                    secrets.of(name + ".s3"),
                                    secrets.of(name + ".registry")));
                })
                .toList();
        String kafkaAdmin = secrets.of(KafkaSettings.ADMIN + ".kafka");
        secrets.save();
        return new ServiceAccounts(accounts, sites, kafkaAdmin);
    }

    public List<ServiceAccount> all() {
        return accounts;
    }

    public List<String> sites() {
        return sites;
    }

    /**
     * @param name such as {@code ingest-esac} or {@code indexer}
     * @throws IllegalArgumentException if there is no such account
     */
    public ServiceAccount named(String name) {
        return accounts.stream()
                .filter(account -> account.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such service account: " + name));
    }

    /** What a broker for these accounts is started with. */
    public KafkaSettings kafka(Path directory, int port) {
        return new KafkaSettings(directory, port, kafkaAdmin, passwords(account -> account.secrets()
                .kafka()));
    }

    /** Who may register schemas: every service registers those it writes. */
    public Map<String, String> registryWriters() {
        return passwords(account -> account.secrets().registry());
    }

    private Map<String, String> passwords(Function<ServiceAccount, String> secret) {
        return accounts.stream().collect(Collectors.toUnmodifiableMap(ServiceAccount::name, secret));
    }

    public List<DatabaseRole> roles() {
        return accounts.stream()
                .map(account ->
                        new DatabaseRole(account.role(), account.secrets().postgres()))
                .toList();
    }

    /** Identities with their rights; an account without any right has none. */
    public List<S3Identity> identities() {
        ObjectAccess access = new ObjectAccess(sites);
        return accounts.stream()
                .map(account -> new S3Identity(account.name(), account.secrets().s3(), access.rights(account)))
                .filter(identity -> !identity.rights().isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "ServiceAccounts[" + accounts.stream().map(ServiceAccount::name).toList() + "]";
    }
}
