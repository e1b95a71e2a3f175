package org.periapsis.session.domain.run;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where runs may go by the way out, as the operator has said. A name is believed only when it leads to a public address; what
 * is inside the site is reached when its address, or the network it is in, is named.
 *
 * @param destinations hosts with ports
 * @param networks inside the site, in which named hosts may be
 * @param portal the platform's public address, which runs always may reach
 */
public record EgressRules(List<Destination> destinations, List<Network> networks, Optional<URI> portal) {

    /** The name by which runs reach the portal, wherever it is. */
    public static final String PORTAL = "portal.internal";

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final Pattern DESTINATION = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/\\s]+)(?::(\\d{1,5}))?");

    public EgressRules {
        destinations = List.copyOf(destinations);
        networks = List.copyOf(networks);
        portal.ifPresent(url -> {
            if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw new IllegalArgumentException("The portal's address is a URL with http or https: " + url);
            }
        });
    }

    /** No way out. */
    public static EgressRules none() {
        return new EgressRules(List.of(), List.of(), Optional.empty());
    }

    /**
     * Reads settings.
     *
     * @param hosts such as {@code pypi.org:443}, which is the port unless one is said
     * @param networks such as {@code 10.0.0.0/8}
     */
    public static EgressRules of(List<String> hosts, List<String> networks, Optional<URI> portal) {
        List<Destination> destinations = new ArrayList<>();
        for (String text : hosts) {
            Matcher matcher = DESTINATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("Not host or host:port: " + text);
            }
            String port = matcher.group(2);
            destinations.add(new Destination(matcher.group(1), port == null ? HTTPS : Integer.parseInt(port)));
        }
        return new EgressRules(destinations, networks.stream().map(Network::of).toList(), portal);
    }

    /**
     * A host with a port.
     *
     * @param host lower case; an IPv6 address in brackets
     * @param port of it
     */
    public record Destination(String host, int port) {
        public Destination {
            host = host.toLowerCase(Locale.ROOT);
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("host=" + host + " port=" + port);
            }
        }

        /** Whether its name is an address. */
        boolean literal() {
            return host.startsWith("[") || host.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Whether the operator has named the portal's own address as one that runs reach like any other, by connections that nobody looks into. */
    public boolean opensPortal() {
        return portal.map(EgressRules::destination)
                .filter(destinations::contains)
                .isPresent();
    }

    /** Why runs may not go there, for whoever tries; empty when they may. */
    public Optional<String> refusal(Destination to) {
        if (destinations.contains(to) || isPortal(to)) {
            return Optional.empty();
        }
        if (to.host().equals(PORTAL)) {
            return Optional.of(
                    portal.isPresent()
                            ? "http://" + PORTAL + "/ takes plain requests, not CONNECT, and no other port"
                            : "this site's operator has not said where the portal is (agent.portal)");
        }
        return Optional.of(
                destinations.isEmpty()
                        ? "this site's operator has allowed no way out: " + to + " is not in agent.egress"
                        : "this site's operator has not allowed " + to + " (agent.egress)");
    }

    /** Whether a destination that is not refused may be reached at this address. */
    public boolean reachable(Destination to, InetAddress address) {
        return Network.isPublic(address)
                || to.literal()
                || isPortal(to)
                || networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Whether it is where the portal is, by whatever name. */
    public boolean isPortal(Destination to) {
        return portal.map(EgressRules::destination).filter(to::equals).isPresent();
    }

    /** The host and port of a URL. */
    public static Destination destination(URI url) {
        int usual = "https".equals(url.getScheme()) ? HTTPS : HTTP;
        return new Destination(url.getHost(), url.getPort() < 0 ? usual : url.getPort());
    }
}
