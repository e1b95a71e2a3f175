package org.periapsis.session.domain.view;

import java.util.List;
import java.util.Optional;
import org.periapsis.session.domain.request.RequestRefused;
import org.periapsis.session.domain.view.Views.Datalab;

/** Which version of a datalab a request gets. */
public final class DatalabChoice {
    private DatalabChoice() {}

    /**
     * @param visible the versions that the person may use, newest first
     * @param version null for the newest that can start
     * @param kind SESSION or BATCH; null when a command stands in for what the datalab would run
     */
    public static Datalab of(List<Datalab> visible, String id, String version, String kind) {
        Optional<Datalab> found = found(visible, version);
        if (found.isEmpty()) {
            throw refused(
                    version == null ? "datalab.id" : "datalab.version",
                    "There is no datalab " + id + (version == null ? " that can start" : " of version " + version),
                    "See GET /datalabs");
        }
        Datalab datalab = found.get();
        if (!datalab.view().startable()) {
            throw refused(
                    "datalab.version",
                    "The datalab " + id + " " + datalab.version() + " cannot start: it is "
                            + datalab.view().state(),
                    "Choose another version, or none for the newest that can start");
        }
        if (kind != null && !kind.equals(datalab.view().description().kind())) {
            throw refused(
                    "datalab.id",
                    "The datalab " + id + " runs as "
                            + datalab.view().description().kind() + ", not as " + kind,
                    "Choose a datalab whose kind is " + kind);
        }
        return datalab;
    }

    /** @return whether there is no such version among these, as far as they go */
    public static boolean none(List<Datalab> visible, String version) {
        return found(visible, version).isEmpty();
    }

    private static Optional<Datalab> found(List<Datalab> visible, String version) {
        return visible.stream()
                .filter(d ->
                        version == null ? d.view().startable() : d.version().equals(version))
                .findFirst();
    }

    private static RequestRefused refused(String field, String detail, String remedy) {
        return new RequestRefused(RequestRefused.Code.DATALAB_NOT_AVAILABLE, field, detail, remedy, null);
    }
}
