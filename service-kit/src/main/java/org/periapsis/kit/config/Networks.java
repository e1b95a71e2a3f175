package org.periapsis.kit.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** A set of addresses and networks, such as {@code 10.0.0.7} and {@code 10.1.0.0/16}. */
public final class Networks {
    private final List<Network> networks;

    private record Network(InetAddress first, int bits) {
        boolean has(InetAddress one) {
            byte[] address = first.getAddress();
            byte[] other = one.getAddress();
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /** @throws ConfigurationError when one is neither an address nor a network */
    public static Networks of(List<String> texts) {
        return new Networks(texts.stream().map(Networks::network).toList());
    }

    public boolean have(String address) {
        return literal(address)
                .filter(one -> networks.stream().anyMatch(network -> network.has(one)))
                .isPresent();
    }

    /** Never asks a name server: what is not an address in digits is none. */
    public static Optional<InetAddress> literal(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        InetAddress address =
                literal(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> wrong(text));
        int all = address.getAddress().length * 8;
        if (slash < 0) {
            return new Network(address, all);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > all) {
            throw wrong(text);
        }
        return new Network(address, Integer.parseInt(bits));
    }

    private static ConfigurationError wrong(String text) {
        return new ConfigurationError("http.proxies", "is neither an address nor a network: " + text);
    }
}
