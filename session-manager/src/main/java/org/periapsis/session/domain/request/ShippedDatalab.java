package org.periapsis.session.domain.request;

import java.util.List;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabPublished;
import org.periapsis.events.Owner;
import org.periapsis.events.id.DerivedId;

/** A datalab that comes with the platform: drafted, built and published by itself, once. */
public record ShippedDatalab(String id, String version, DatalabDescriptor descriptor) {
    private static final String TEAM = "periapsis";

    /**
     * The events that put it in the catalogue. Their ids are derived, so that two instances that start at once, or a start that
     * was cut short, make the same events again; readers keep the first.
     *
     * @param issuer the platform's own identity provider
     */
    public List<RequestLog.Entry> events(String issuer) {
        Owner platform = owner(issuer);
        return List.of(
                entry("drafted", new DatalabDrafted(id, version, platform, TEAM, descriptor)),
                entry("built", new DatalabBuilt(id, version, null, "shipped/" + id + ":" + version)),
                entry("published", new DatalabPublished(id, version, platform)));
    }

    /** Whose they are. */
    public static Owner owner(String issuer) {
        return new Owner(issuer, TEAM);
    }

    private RequestLog.Entry entry(String step, Object event) {
        return new RequestLog.Entry(DerivedId.of("shipped", step, id, version), id, event);
    }
}
