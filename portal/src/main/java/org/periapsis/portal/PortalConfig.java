package org.periapsis.portal;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.periapsis.kit.auth.IssuerKeySet;
import org.periapsis.kit.config.ConfigurationError;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.KafkaConfig;
import org.periapsis.kit.config.PostgresConfig;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.config.Settings;
import org.periapsis.portal.adapter.http.RelayClients;
import org.periapsis.portal.domain.ByteAllowance;
import org.periapsis.portal.domain.ServiceName;
import org.periapsis.portal.domain.SessionOrigins;

/**
 * What the portal is told.
 *
 * @param url the address people use, without a slash at the end; empty: where it listens
 * @param sessionHosts the hosts of sessions
 * @param launchPosts selections that one address may post in ten minutes
 * @param written what one person may write
 * @param relay what is passed on at once
 * @param metrics port of a listener for metrics alone; empty: operators read them at /metrics
 */
public record PortalConfig(
        HttpConfig http,
        KafkaConfig kafka,
        PostgresConfig postgres,
        Issuer issuer,
        Upstreams upstreams,
        String url,
        Wildcards sessionHosts,
        int launchPosts,
        ByteAllowance.Rate written,
        RelayClients.Limits relay,
        Optional<Integer> metrics) {
    /**
     * What follows a session's id and a dot in the host that browsers enter it by.
     *
     * @param usual empty: made of the url
     * @param bySite of sites that have a wildcard of their own
     */
    public record Wildcards(String usual, Map<String, String> bySite) {}

    public PortalConfig {
        try {
            SessionOrigins.of(url, sessionHosts.usual(), sessionHosts.bySite());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("url or sessions.host", e.getMessage(), e);
        }
    }

    /** @return the origins of sessions, and the portal's own */
    public SessionOrigins sessionOrigins() {
        return SessionOrigins.of(url, sessionHosts.usual(), sessionHosts.bySite());
    }

    /**
     * The built-in issuer.
     *
     * @param privateKey PEM, PKCS 8
     * @param linkSecret lets the operator's command ask for sign-in links
     */
    public record Issuer(Secret privateKey, Secret linkSecret) {}

    /**
     * The services behind the portal.
     *
     * @param ingest by site
     * @param archives home site by archive
     * @param home of an archive that is not named
     * @param watched more services whose health is told, by name: nothing is passed on to them
     * @param patience from the end of a request to the beginning of its answer
     */
    public record Upstreams(
            URI indexer,
            URI sessions,
            URI notifier,
            Map<String, URI> ingest,
            Map<String, String> archives,
            Optional<String> home,
            Map<ServiceName, URI> watched,
            Duration patience) {
        /** @return every service whose health is told */
        public Map<ServiceName, URI> services() {
            Map<ServiceName, URI> all = new TreeMap<>(watched);
            all.put(ServiceName.hub("indexer"), indexer);
            all.put(ServiceName.hub("session-manager"), sessions);
            all.put(ServiceName.hub("notifier"), notifier);
            ingest.forEach((site, base) -> all.put(new ServiceName("ingest", site), base));
            return all;
        }

        /** @return the archive's home site */
        public Optional<String> homeOf(String archive) {
            return Optional.ofNullable(archives.get(archive)).or(() -> home);
        }

        /** @return the ingest of the archive's home site */
        public Optional<URI> ingestOf(String archive) {
            return homeOf(archive).map(ingest::get);
        }
    }

    /** Reads and checks every key. */
    public static PortalConfig of(Settings settings) {
        Map<String, URI> ingest = settings.urisUnder("ingest.");
        Map<ServiceName, URI> watched = settings.urisUnder("watch.").entrySet().stream()
                .collect(Collectors.toMap(entry -> ServiceName.parse(entry.getKey()), Map.Entry::getValue));
        Map<String, String> archives = settings.under("archive.");
        Optional<String> home = settings.optional("home");
        archives.forEach((archive, site) -> known(ingest, "archive." + archive, site));
        home.ifPresent(site -> known(ingest, "home", site));
        HttpConfig http = HttpConfig.front(settings);
        PortalConfig config = new PortalConfig(
                http,
                KafkaConfig.of(settings),
                PostgresConfig.of(settings),
                new Issuer(privateKey(settings, http), settings.secret("link.secret")),
                new Upstreams(
                        settings.uri("indexer.url"),
                        settings.uri("sessions.url"),
                        settings.uri("notifier.url"),
                        ingest,
                        archives,
                        home,
                        watched,
                        settings.duration("upstream.patience", Duration.ofMinutes(5))),
                url(settings),
                new Wildcards(settings.text("sessions.host", ""), settings.under("sessions.host.")),
                settings.integer("launch.posts", 60, 1, 1_000_000),
                new ByteAllowance.Rate(
                        (long) settings.integer("written.mib", 64, 1, 1 << 20) << 20,
                        (long) settings.integer("written.kib.s", 256, 1, 1 << 20) << 10),
                new RelayClients.Limits(
                        settings.integer("relay.requests", 2_000, 1, 1_000_000),
                        settings.integer("relay.requests.person", 200, 1, 1_000_000),
                        settings.integer("relay.tunnels", 8_000, 1, 1_000_000),
                        settings.integer("relay.tunnels.person", 500, 1, 1_000_000)),
                settings.optional("metrics.port").map(port -> settings.integer("metrics.port", 0, 0, 65535)));
        settings.done();
        return config;
    }

    private static void known(Map<String, URI> ingest, String key, String site) {
        if (!ingest.containsKey(site)) {
            throw new ConfigurationError(key, "names the site " + site + " that has no ingest." + site);
        }
    }

    private static Secret privateKey(Settings settings, HttpConfig http) {
        Secret pem = settings.secret("issuer.private");
        try {
            IssuerKeySet.of(http.issuerKey()).belongingTo(pem.value());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationError("issuer.private", e.getMessage(), e);
        }
        return pem;
    }

    private static String url(Settings settings) {
        return settings.optional("url")
                .map(url -> {
                    URI uri = settings.uri("url");
                    if (!String.valueOf(uri.getRawPath()).isEmpty()) {
                        throw new ConfigurationError("url", "is not like https://portal.example.org: " + url);
                    }
                    return url;
                })
                .orElse("");
    }
}
