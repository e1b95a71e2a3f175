package org.periapsis.portal.domain;

/**
 * A service of the platform.
 *
 * @param site where it runs; empty at the hub
 */
public record ServiceName(String service, String site) implements Comparable<ServiceName> {
    /** One at the hub. */
    public static ServiceName hub(String service) {
        return new ServiceName(service, "");
    }

    /** @param text {@code service} or {@code service.site} */
    public static ServiceName parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? hub(text) : new ServiceName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** @return the name for people */
    public String forPeople() {
        return site.isEmpty() ? service : service + " (" + site + ")";
    }

    @Override
    public int compareTo(ServiceName other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : site.compareTo(other.site);
    }
}
