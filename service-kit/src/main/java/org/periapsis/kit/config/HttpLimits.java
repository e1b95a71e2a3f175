package org.periapsis.kit.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * What strangers may take of one listener: connections, time and memory.
 *
 * @param connections open at once, tunnels of WebSockets among them
 * @param perAddress of these for one address; a trusted proxy is not counted
 * @param proxies addresses and networks (CIDR) whose {@code X-Forwarded-For} is believed
 * @param head time in which the head of a request must be there
 * @param idle time for which a connection is kept between requests
 * @param bodyIdle time in which at least {@link #LEAST_BODY_BYTES} of a body must come
 * @param body time in which a body that is read whole must be there
 * @param stall time after which who takes nothing of an answer is cut
 * @param ping time after which the peer of a silent WebSocket is asked whether it is there
 * @param bodyBytes held of all bodies that are read whole, in this process; 0 for a sixteenth of the heap
 * @param unsentBytes of answers that wait for their readers, in this process; 0 for an eighth of the heap
 */
public record HttpLimits(
        int connections,
        int perAddress,
        List<String> proxies,
        Duration head,
        Duration idle,
        Duration bodyIdle,
        Duration body,
        Duration stall,
        Duration ping,
        long bodyBytes,
        long unsentBytes) {
    /** Less than this in a {@code bodyIdle} is standing still. */
    public static final int LEAST_BODY_BYTES = 1024;

    private static final int CONNECTIONS = 10_000;
    private static final int LEAST_CONNECTIONS = 100;
    /** Of the process's descriptors: a request that is passed on has two more, and logs and stores need theirs. */
    private static final int SHARE_OF_DESCRIPTORS = 4;

    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    public HttpLimits {
        proxies = List.copyOf(proxies);
    }

    /** Of a service behind the portal: what comes from this machine says for whom. */
    public static HttpLimits behind(Settings settings) {
        return of(settings, usual(), LOOPBACK);
    }

    /** Of the front door: nobody is believed, unless told otherwise. */
    public static HttpLimits front(Settings settings) {
        return of(settings, usual() / 10, List.of());
    }

    /** As many as the process can have without want of descriptors for anything else. */
    private static int usual() {
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean machine
                ? machine.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return (int) Math.max(LEAST_CONNECTIONS, Math.min(CONNECTIONS, descriptors / SHARE_OF_DESCRIPTORS));
    }

    private static HttpLimits of(Settings settings, int perAddress, List<String> proxies) {
        List<String> believed = settings.list("http.proxies", proxies);
        Networks.of(believed);
        return new HttpLimits(
                settings.integer("http.connections", usual(), 1, 1_000_000),
                settings.integer("http.connections.address", perAddress, 1, 1_000_000),
                believed,
                settings.duration("http.head.deadline", Duration.ofSeconds(10)),
                settings.duration("http.idle", Duration.ofMinutes(2)),
                settings.duration("http.body.idle", Duration.ofSeconds(30)),
                settings.duration("http.body.deadline", Duration.ofMinutes(1)),
                settings.duration("http.stall", Duration.ofMinutes(2)),
                settings.duration("http.ping", Duration.ofSeconds(30)),
                (long) settings.integer("http.bodies.mib", 0, 0, 1 << 20) << 20,
                (long) settings.integer("http.unsent.mib", 0, 0, 1 << 20) << 20);
    }
}
