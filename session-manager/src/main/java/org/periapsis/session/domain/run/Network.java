package org.periapsis.session.domain.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * A range of IP addresses.
 *
 * @param first address of it, in network order
 * @param bits of the prefix
 */
public record Network(List<Byte> first, int bits) {

    /** Special-purpose ranges that are not the public Internet: IANA's registries, RFC 6890 and its updates. */
    private static final List<Network> SPECIAL = List.of(
            of("0.0.0.0/8"),
            of("10.0.0.0/8"),
            of("100.64.0.0/10"),
            of("127.0.0.0/8"),
            of("169.254.0.0/16"),
            of("172.16.0.0/12"),
            of("192.0.0.0/24"),
            of("192.0.2.0/24"),
            of("192.88.99.0/24"),
            of("192.168.0.0/16"),
            of("198.18.0.0/15"),
            of("198.51.100.0/24"),
            of("203.0.113.0/24"),
            of("224.0.0.0/3"),
            of("::/96"),
            of("::ffff:0:0:0/96"),
            of("64:ff9b::/96"),
            of("64:ff9b:1::/48"),
            of("100::/64"),
            of("2001::/23"),
            of("2001:db8::/32"),
            of("2002::/16"),
            of("3fff::/20"),
            of("fc00::/7"),
            of("fe80::/9"),
            of("ff00::/8"));

    public Network {
        first = List.copyOf(first);
        if (bits < 0 || bits > first.size() * Byte.SIZE) {
            throw new IllegalArgumentException("A prefix of " + bits + " bits");
        }
    }

    /** Reads {@code address/bits}; an address alone is itself. */
    public static Network of(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", 2);
        if (!parts[0].matches("[0-9a-f:.]*[:.][0-9a-f:.]*")) {
            throw new IllegalArgumentException("Not a network such as 10.0.0.0/8: " + text);
        }
        try {
            // An address is not looked up.
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            int bits = parts.length == 1 ? address.length * Byte.SIZE : Integer.parseInt(parts[1]);
            return new Network(list(address), bits);
        } catch (UnknownHostException | NumberFormatException wrong) {
            throw new IllegalArgumentException("Not a network such as 10.0.0.0/8: " + text, wrong);
        }
    }

    /** Whether an address is on the public Internet. */
    public static boolean isPublic(InetAddress address) {
        return SPECIAL.stream().noneMatch(network -> network.contains(address));
    }

    /** Whether an address is in it. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.size()) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % Byte.SIZE);
            if ((bytes[i / Byte.SIZE] & mask) != (first.get(i / Byte.SIZE) & mask)) {
                return false;
            }
        }
        return true;
    }

    private static List<Byte> list(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return List.of(boxed);
    }
}
