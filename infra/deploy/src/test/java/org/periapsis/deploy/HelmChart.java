package org.periapsis.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** infra/helm, rendered by Helm itself. */
final class HelmChart {
    static final Path DIRECTORY = Path.of("..", "helm");
    static final String RELEASE = "sky";

    private HelmChart() {}

    static List<HasMetadata> render(Map<String, String> values) throws IOException {
        TemplateCommand command =
                new Helm(DIRECTORY).template().withName(RELEASE).withKubeVersion("1.31.0");
        values.forEach(command::set);
        return Manifest.read(command.call());
    }

    /** @return the pods by component, such as indexer or ingest-esac */
    static Map<String, PodSpec> pods(List<HasMetadata> objects) {
        Map<String, PodSpec> pods = new TreeMap<>();
        every(objects, Deployment.class)
                .forEach(each ->
                        pods.put(component(each), each.getSpec().getTemplate().getSpec()));
        every(objects, StatefulSet.class)
                .forEach(each ->
                        pods.put(component(each), each.getSpec().getTemplate().getSpec()));
        return pods;
    }

    static <T extends HasMetadata> List<T> every(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static String component(HasMetadata object) {
        return object.getMetadata().getLabels().get("app.kubernetes.io/component");
    }
}
