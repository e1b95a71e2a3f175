package org.periapsis.ingest.domain.header;

import java.util.ArrayList;
import java.util.List;
import org.periapsis.events.ObsCore;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.FlawedException;
import org.periapsis.events.door.Text;
import org.periapsis.ingest.domain.ObsCoreFields;

/** What headers claim, field by field. What breaks the rule of its field is left out, and said. */
final class Claims {
    private static final int LONGEST = 500;

    private final ObsCore.Builder obscore = ObsCore.newBuilder();
    private final List<Flaw> leftOut = new ArrayList<>();

    void claim(String field, Object value) {
        try {
            ObsCoreFields.set(obscore, field, value);
        } catch (FlawedException e) {
            leaveOut(field, e.flaw().detail());
        }
    }

    void leaveOut(String field, String detail) {
        Flaw flaw = new Flaw(
                field,
                "What the header says of it is left out: " + Text.cleaned(detail, LONGEST),
                "Give " + field + " in the metadata, or correct the header");
        if (!leftOut.contains(flaw)) {
            leftOut.add(flaw);
        }
    }

    /** Half a position is none. */
    void wholePosition() {
        if (obscore.getSRa() == null || obscore.getSDec() == null) {
            obscore.clearSRa().clearSDec();
        }
    }

    boolean placed() {
        return obscore.getSRa() != null;
    }

    ObsCore.Builder obscore() {
        return obscore;
    }

    List<Flaw> leftOut() {
        return List.copyOf(leftOut);
    }
}
