package org.periapsis.cli;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a directory was prepared for, as what is in it says.
 *
 * @param issuer of its {@code service.token}; empty when there is none
 * @param sites those that have accounts
 */
record Prepared(Optional<String> issuer, List<String> sites) {
    /** Where the accounts' passwords are kept. */
    static final String SECRETS = "services.secrets";

    private static final Pattern SITE = Pattern.compile("ingest-(.+)\\.kafka");

    /** @param directory that `prepare` wrote, or that is still to be made */
    static Prepared in(Path directory) throws IOException {
        return new Prepared(issuerOf(directory.resolve("issuer")), List.copyOf(sitesOf(directory.resolve(SECRETS))));
    }

    /** Those that are there, and more. */
    List<String> sitesAnd(List<String> more) {
        Set<String> all = new TreeSet<>(sites);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static Set<String> sitesOf(Path secrets) throws IOException {
        Set<String> sites = new TreeSet<>();
        if (Files.exists(secrets)) {
            Properties accounts = new Properties();
            try (BufferedReader reader = Files.newBufferedReader(secrets, StandardCharsets.UTF_8)) {
                accounts.load(reader);
            }
            for (String name : accounts.stringPropertyNames()) {
                Matcher site = SITE.matcher(name);
                if (site.matches()) {
                    sites.add(site.group(1));
                }
            }
        }
        return sites;
    }

    private static Optional<String> issuerOf(Path folder) throws IOException {
        Path token = folder.resolve("service.token");
        return Files.exists(token) ? Optional.of(issuer(token)) : Optional.empty();
    }

    private static String issuer(Path token) throws IOException {
        try {
            String claims = Files.readString(token).split("\\.", 3)[1];
            return new JsonObject(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                    .getString("iss");
        } catch (RuntimeException broken) {
            throw new IOException(token + " is no token: take it away, and say --issuer", broken);
        }
    }
}
