package org.periapsis.session.domain.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.DatalabBuilt;
import org.periapsis.events.DatalabDescriptor;
import org.periapsis.events.DatalabDrafted;
import org.periapsis.events.DatalabWithdrawn;
import org.periapsis.events.Owner;

/** The datalab versions that the log knows, and how each is started. The first draft of a version holds, of
 * who drafted the first of its name. */
public final class DatalabCatalogue {

    /**
     * Names a datalab version.
     *
     * @param id of the datalab
     * @param version of it
     */
    public record Name(String id, String version) {}

    private final Map<String, Owner> owners = new ConcurrentHashMap<>();
    private final Map<Name, DatalabDescriptor> drafted = new ConcurrentHashMap<>();
    private final Set<Name> built = ConcurrentHashMap.newKeySet();
    private final Set<Name> withdrawn = ConcurrentHashMap.newKeySet();

    /** Takes an event of the datalabs' topic; others are ignored. Repetition is harmless. */
    public synchronized void apply(SpecificRecord event) {
        if (event instanceof DatalabDrafted draft) {
            Owner owner = owners.computeIfAbsent(draft.getDatalabId(), first -> draft.getOwner());
            if (owner.equals(draft.getOwner())) {
                drafted.putIfAbsent(new Name(draft.getDatalabId(), draft.getVersion()), draft.getDescriptor());
            }
        } else if (event instanceof DatalabBuilt done) {
            built.add(new Name(done.getDatalabId(), done.getVersion()));
        } else if (event instanceof DatalabWithdrawn gone) {
            withdrawn.add(new Name(gone.getDatalabId(), gone.getVersion()));
        }
        notifyAll();
    }

    /** How a version is started; empty when the log does not know it or it was withdrawn. */
    public Optional<DatalabDescriptor> find(Name name) {
        return withdrawn.contains(name) ? Optional.empty() : Optional.ofNullable(drafted.get(name));
    }

    /** The same, waiting for the log to name it: after a restart a placement may be read before its datalab. */
    public synchronized Optional<DatalabDescriptor> await(Name name, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            if (drafted.containsKey(name)) {
                break;
            }
            wait(left);
        }
        return find(name);
    }

    /** Those that can be started somewhere. */
    public List<Name> startable() {
        return drafted.keySet().stream()
                .filter(name -> built.contains(name) && !withdrawn.contains(name))
                .toList();
    }
}
