package org.periapsis.session.domain.view;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.periapsis.events.DatalabBuildFailed;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabPublished;
import org.periapsis.events.DatalabShared;
import org.periapsis.events.DatalabWithdrawn;

/**
 * One version of a datalab. Of several drafts of a version the first on the log holds; a datalab's name is whose draft of any
 * version is the first, and drafts of others under it are none.
 *
 * @param draftEvent {@code ce_id} of the draft that holds: tells its writer that it won
 */
public record DatalabView(
        Party party,
        String draftEvent,
        Long draftedAt,
        Description description,
        String image,
        String buildFailure,
        List<Person> sharedWith,
        Long publishedAt,
        String withdrawn) {

    /** What people read about it, and how it starts. */
    public record Description(
            String title,
            String summary,
            String kind,
            List<String> command,
            List<String> needs,
            Request.Need need,
            String creator,
            String licence,
            List<String> keywords,
            List<String> fileTypes) {}

    /** Somebody it is shared with. */
    public record Person(String issuer, String subject) {}

    /** Which version of which datalab. */
    public record Key(String id, String version) {}

    public static DatalabView none() {
        return new DatalabView(null, null, null, null, null, null, List.of(), null, null);
    }

    /** @return the version that an event is about; empty for none */
    public static Optional<Key> keyOf(Object event) {
        if (event instanceof DatalabDrafted e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        } else if (event instanceof DatalabBuilt e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        } else if (event instanceof DatalabBuildFailed e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        } else if (event instanceof DatalabShared e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        } else if (event instanceof DatalabPublished e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        } else if (event instanceof DatalabWithdrawn e) {
            return Optional.of(new Key(e.getDatalabId(), e.getVersion()));
        }
        return Optional.empty();
    }

    public DatalabView apply(Object event, Stamp stamp) {
        if (event instanceof DatalabDrafted e) {
            return draftedAt != null
                    ? this
                    : new DatalabView(
                            Party.of(e.getOwner(), e.getTeam()),
                            stamp.eventId(),
                            stamp.at(),
                            described(e.getDescriptor()),
                            image,
                            buildFailure,
                            sharedWith,
                            publishedAt,
                            withdrawn);
        } else if (event instanceof DatalabBuilt e) {
            return with(e.getImage(), null, sharedWith, publishedAt, withdrawn);
        } else if (event instanceof DatalabBuildFailed e) {
            return with(image, e.getReason(), sharedWith, publishedAt, withdrawn);
        } else if (event instanceof DatalabShared e) {
            List<Person> people = Stream.concat(
                            sharedWith.stream(),
                            e.getPeople().stream().map(p -> new Person(p.getIssuer(), p.getSubject())))
                    .distinct()
                    .toList();
            return with(image, buildFailure, people, publishedAt, withdrawn);
        } else if (event instanceof DatalabPublished) {
            return with(image, buildFailure, sharedWith, publishedAt == null ? stamp.at() : publishedAt, withdrawn);
        } else if (event instanceof DatalabWithdrawn e) {
            return with(image, buildFailure, sharedWith, publishedAt, e.getReason());
        }
        return this;
    }

    /** @return DRAFTED, FAILED, BUILT, SHARED, PUBLISHED or WITHDRAWN */
    public String state() {
        if (withdrawn != null) {
            return "WITHDRAWN";
        } else if (publishedAt != null && image != null) {
            return "PUBLISHED";
        } else if (image != null) {
            return sharedWith.isEmpty() ? "BUILT" : "SHARED";
        }
        return buildFailure != null ? "FAILED" : "DRAFTED";
    }

    /** True when new runs of it can be asked for. */
    public boolean startable() {
        return draftedAt != null && image != null && withdrawn == null;
    }

    private DatalabView with(String isBuilt, String failure, List<Person> people, Long published, String isWithdrawn) {
        return new DatalabView(
                party, draftEvent, draftedAt, description, isBuilt, failure, people, published, isWithdrawn);
    }

    private static Description described(DatalabDescriptor d) {
        return new Description(
                d.getTitle(),
                d.getSummary(),
                d.getKind().name(),
                List.copyOf(d.getCommand()),
                List.copyOf(d.getNeeds()),
                Request.Need.of(d.getResources()),
                d.getCreator(),
                d.getLicence(),
                List.copyOf(d.getKeywords()),
                List.copyOf(d.getFileTypes()));
    }
}
