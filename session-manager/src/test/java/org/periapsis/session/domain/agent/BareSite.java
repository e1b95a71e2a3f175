package org.periapsis.session.domain.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.periapsis.events.Bandwidth;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.agent.Outputs.TaskResult;
import org.periapsis.session.domain.run.RunFolder;

/** A site where runs have nothing to read, leave nothing and need no tools. */
final class BareSite {
    private BareSite() {}

    record NoInputs() implements Inputs {
        @Override
        public List<Input> list(RunPlaced placed) {
            return List.of();
        }

        @Override
        public Staged stage(List<Input> inputs, RunFolder folder, Progress progress) {
            return new Staged(0, 0, 0);
        }

        @Override
        public List<Bandwidth> measured() {
            return List.of();
        }
    }

    record NoOutputs() implements Outputs {
        @Override
        public Collected collect(RunId run, int task, Path folder, BooleanSupplier stopped) {
            return new Collected(List.of(), List.of());
        }

        @Override
        public ManifestRef conclude(RunId run, List<TaskResult> results) {
            return new ManifestRef("s3://x/y", "00", 0, 0L);
        }

        @Override
        public Optional<List<TaskResult>> concluded(RunId run) {
            return Optional.empty();
        }
    }

    record NoTools() implements Tools {
        @Override
        public Answer answer(String need) {
            return new Have(Map.of(), List.of(), List.of());
        }

        @Override
        public List<Path> starters() {
            return List.of();
        }
    }
}
