package org.periapsis.session.adapter.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.periapsis.session.domain.run.EgressRules;
import org.periapsis.session.domain.run.RunFolder;
import org.periapsis.session.domain.run.RunSpec;

/**
 * The variables that a program gets besides its own: how stray children are known, how it gets out of its network, where the
 * portal and the token for it are, and where its owner's own packages go.
 *
 * @param folder of the run
 * @param confinement of runs here
 * @param portal the platform's public address; empty for none
 */
record ProgramVariables(RunFolder folder, Confinement confinement, Optional<URI> portal) {

    /** The placeholder for where, below a prefix, an environment's Python looks for packages. */
    private static final String PACKAGES = "packages";

    Map<String, String> of(RunSpec spec, String mark) {
        Map<String, String> variables = new HashMap<>(spec.program().environment());
        variables.put("PERIAPSIS_MARK", mark);
        if (confinement.sandbox()) {
            String proxy = "http://127.0.0.1:" + Confinement.WAY_OUT;
            for (String name : new String[] {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}) {
                variables.put(name, proxy);
            }
            for (String name : new String[] {"NO_PROXY", "no_proxy"}) {
                variables.put(name, "localhost,127.0.0.1,::1");
            }
        }
        portal.ifPresent(address -> {
            // In a network of its own a run knows the portal by another name, and the way out knows where that is.
            variables.put(
                    "PERIAPSIS_SERVER", confinement.sandbox() ? "http://" + EgressRules.PORTAL : address.toString());
            variables.put("PERIAPSIS_TOKEN_FILE", folder.token().toString());
        });
        String packages = spec.program().values().get(PACKAGES);
        if (packages != null) {
            python(variables, folder.work().resolve(".local"), packages);
        }
        return variables;
    }

    /** The shared environment is read-only: what a person installs goes to the home, and comes before it. */
    private static void python(Map<String, String> variables, Path prefix, String packages) {
        variables.put("PIP_PREFIX", prefix.toString());
        variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        // Being refused a way out does not pass by itself.
        variables.put("PIP_RETRIES", "1");
        variables.put("PYTHONPATH", prefix.resolve(packages).toString());
        variables.put("PATH", prefix.resolve("bin") + ":" + variables.getOrDefault("PATH", RunDirectories.PATH));
    }
}
