package org.periapsis.session.domain.run;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.periapsis.session.domain.run.EgressRules.Destination;

/**
 * What a run's program asks of the way out: the head of a proxy request (RFC 9112, 3.2), read and rewritten.
 *
 * @param to where it wants to go
 * @param tunnel whether it asks for a connection, with bytes that nobody here reads
 * @param tls whether the way on is to be encrypted here: only to the portal, under the name that runs have for it
 * @param head what is sent on; empty for a tunnel
 */
public record EgressAsk(Destination to, boolean tunnel, boolean tls, String head) {

    private static final Set<String> OF_THE_PROXY =
            Set.of("host", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "upgrade", "te");

    /**
     * Reads a head, without the empty line at its end.
     *
     * @return empty when it is not a request to a proxy
     */
    public static Optional<EgressAsk> read(String head, EgressRules rules) {
        List<String> lines = head.lines().toList();
        String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        try {
            return words[0].equals("CONNECT") ? connect(words[1]) : forward(words, lines, rules);
        } catch (URISyntaxException | IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    private static Optional<EgressAsk> connect(String target) {
        int colon = target.lastIndexOf(':');
        if (colon < 1 || !target.substring(colon + 1).matches("\\d{1,5}")) {
            return Optional.empty();
        }
        Destination to = new Destination(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        return Optional.of(new EgressAsk(to, true, false, ""));
    }

    private static Optional<EgressAsk> forward(String[] words, List<String> lines, EgressRules rules)
            throws URISyntaxException {
        URI uri = new URI(words[1]);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            return Optional.empty();
        }
        URI real = uri.getHost().equalsIgnoreCase(EgressRules.PORTAL)
                ? rules.portal().orElse(uri)
                : uri;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        List<String> sent = new ArrayList<>();
        sent.add(words[0] + " " + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " HTTP/1.1");
        sent.add("Host: " + real.getRawAuthority());
        // One request a connection: what follows on it could be meant for somebody else.
        sent.add("Connection: close");
        for (String line : lines.subList(1, lines.size())) {
            String name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
            if (!OF_THE_PROXY.contains(name)) {
                sent.add(line);
            }
        }
        String head = String.join("\r\n", sent) + "\r\n\r\n";
        return Optional.of(new EgressAsk(EgressRules.destination(real), false, "https".equals(real.getScheme()), head));
    }
}
