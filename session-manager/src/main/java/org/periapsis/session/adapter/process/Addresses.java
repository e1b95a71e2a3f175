package org.periapsis.session.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.periapsis.session.domain.run.Endpoint;

/** Where programs answer: by a socket of ours into a network of their own, or at a port of the network that all share. */
final class Addresses {

    private final Confinement confinement;
    private final FreePorts ports = new FreePorts();
    private final PortOwner owner = new PortOwner();

    Addresses(Confinement confinement) {
        this.confinement = confinement;
    }

    /** One for a new program. */
    Endpoint next(String name) throws IOException {
        return confinement.sandbox()
                ? new Endpoint.Unix(confinement.doors().door(name))
                : new Endpoint.Http("127.0.0.1", ports.take());
    }

    /** The port that a program is to listen at; 0 for one that serves nothing. */
    int port(Optional<Endpoint> endpoint) {
        return endpoint.map(at -> at instanceof Endpoint.Http shared ? shared.port() : Confinement.PORT)
                .orElse(0);
    }

    /** One that is in use since an earlier life. */
    void hold(RunFiles.Started run) {
        if (run.endpoint().orElse(null) instanceof Endpoint.Http shared) {
            ports.hold(shared.port());
        }
    }

    /** The program is gone. */
    void release(RunFiles.Started run) throws IOException {
        if (run.endpoint().orElse(null) instanceof Endpoint.Http shared) {
            ports.release(shared.port());
            owner.forget(run.key());
        } else if (run.endpoint().orElse(null) instanceof Endpoint.Unix door) {
            Files.deleteIfExists(door.path());
        }
    }

    /** Whether the program itself answers at its port. */
    boolean own(RunFiles.Started run, PortOwner.Processes processes) throws IOException {
        return run.endpoint().orElse(null) instanceof Endpoint.Http shared
                && owner.listens(run.key(), shared.port(), uid(run), processes);
    }

    private int uid(RunFiles.Started run) throws IOException {
        return confinement.otherUser() ? run.uid() : platform();
    }

    private static int platform() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
