package org.periapsis.session.adapter.process;

import java.nio.file.Path;
import java.util.List;

/** Where the Python environment stands. */
public sealed interface PythonState {

    /** For the site's offer and its page. */
    String sentence();

    /**
     * It is being made.
     *
     * @param percent a rough share of the way
     * @param step what is done now, such as pip's latest line
     */
    record Installing(int percent, String step) implements PythonState {
        @Override
        public String sentence() {
            return "Python environment is being installed, " + percent + " %";
        }
    }

    /**
     * It is there.
     *
     * @param executable the environment's python
     * @param packages where below a prefix it looks for packages, such as {@code lib/python3.11/site-packages}
     * @param paths what a run must see in order to use it: the environment and the installation that it builds on
     */
    record Ready(Path executable, String packages, List<Path> paths) implements PythonState {
        @Override
        public String sentence() {
            return "Python environment is ready";
        }
    }

    /**
     * It cannot be had; tried again at the next start.
     *
     * @param reason in words
     */
    record Unavailable(String reason) implements PythonState {
        @Override
        public String sentence() {
            return "Python environment cannot be had: " + reason;
        }
    }
}
