package org.periapsis.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.deploy.HelmChart.RELEASE;
import static org.periapsis.deploy.HelmChart.every;
import static org.periapsis.deploy.HelmChart.pods;
import static org.periapsis.deploy.HelmChart.render;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.periapsis.kit.config.HttpConfig;
import org.periapsis.kit.config.ProcessSettings;
import org.periapsis.local.stack.IssuerKeys;
import org.periapsis.notifier.NotifierConfig;

/** infra/helm, rendered by Helm itself and read by Kubernetes' types and the services' own configuration. */
class HelmChartTest {
    @TempDir
    private Path directory;

    @Test
    void lintFindsNothing() {
        LintResult result =
                new Helm(HelmChart.DIRECTORY).lint().strict().quiet().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void everyServiceIsThereWithProbesAndResources() throws IOException {
        Map<String, PodSpec> pods = pods(render(Map.of()));
        assertThat(pods)
                .containsOnlyKeys(
                        "agent-esac", "indexer", "ingest-esac", "notifier", "portal", "scheduler", "session-manager");
        assertThat(pods).allSatisfy((name, pod) -> {
            // Kubernetes' own variables PERIAPSIS_... would be taken for settings.
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            Container container = pod.getContainers().get(0);
            assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health/live");
            assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
            assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/health/ready");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void everyServiceTakesItsSettings() throws IOException {
        List<HasMetadata> objects = render(Map.of(
                "sites[0].id", "esac",
                "sites[1].id", "jive",
                "portal.home", "esac",
                "portal.archives.esac-sky", "jive",
                "portal.url", "https://sky.example.org",
                "kafka.prefix", "sky."));
        Map<String, PodSpec> pods = pods(objects);
        assertThat(pods).hasSize(9);
        for (Map.Entry<String, PodSpec> pod : pods.entrySet()) {
            Object config = Services.read(pod.getKey(), ProcessSettings.of(environment(objects, pod.getValue())));
            assertThat(config.toString()).contains("prefix=sky.").doesNotContain("stands-for-a-secret", "PRIVATE KEY");
            if (config instanceof NotifierConfig notifier) {
                assertThat(notifier.history()).as("the history of ids").isPresent();
            }
        }
    }

    @Test
    void whoSignsTheBrokersCertificatesIsMountedWhereTheSettingLooksForIt() throws IOException {
        List<HasMetadata> objects = render(Map.of("kafka.tls", "true", "kafka.authorities", "kafka-cluster-ca-cert"));
        Map<String, PodSpec> pods = pods(objects);
        assertThat(pods).hasSize(7);
        for (Map.Entry<String, PodSpec> pod : pods.entrySet()) {
            Object config = Services.read(pod.getKey(), ProcessSettings.of(environment(objects, pod.getValue())));
            assertThat(config.toString()).contains("/etc/periapsis-authorities/ca.crt");
            assertThat(pod.getValue().getVolumes()).anySatisfy(volume -> {
                assertThat(volume.getName()).isEqualTo("authorities");
                assertThat(volume.getSecret().getSecretName()).isEqualTo("kafka-cluster-ca-cert");
                assertThat(volume.getSecret().getItems().get(0).getKey()).isEqualTo("ca.crt");
            });
            assertThat(pod.getValue().getContainers().get(0).getVolumeMounts()).anySatisfy(mount -> {
                assertThat(mount.getName()).isEqualTo("authorities");
                assertThat(mount.getMountPath()).isEqualTo("/etc/periapsis-authorities");
            });
        }
        assertThat(pods(render(Map.of())).values()).allSatisfy(pod -> assertThat(pod.getVolumes())
                .noneMatch(volume -> volume.getName().equals("authorities")));
    }

    @Test
    void everyAddressThatASettingNamesIsAServiceOfTheChart() throws IOException {
        List<HasMetadata> objects = render(Map.of());
        List<String> hosts = every(objects, Service.class).stream()
                .map(service -> "http://" + service.getMetadata().getName() + ":8080")
                .toList();
        for (ConfigMap map : every(objects, ConfigMap.class)) {
            map.getData()
                    .get("service.properties")
                    .lines()
                    .filter(line -> line.contains("=http://" + RELEASE + "-"))
                    .forEach(line -> assertThat(hosts).contains(line.substring(line.indexOf('=') + 1)));
        }
    }

    /** Not ready for longer than probes take to notice, and then time enough to finish and to close. */
    @Test
    void aPodThatStopsAnswersUntilABalancerHasSeenItAndIsNotKilledBefore() throws IOException {
        List<HasMetadata> objects = render(Map.of());
        for (Map.Entry<String, PodSpec> pod : pods(objects).entrySet()) {
            HttpConfig.Drain drain = HttpConfig.Drain.of(ProcessSettings.of(environment(objects, pod.getValue())));
            Probe ready = pod.getValue().getContainers().get(0).getReadinessProbe();
            int failures = Optional.ofNullable(ready.getFailureThreshold()).orElse(3);
            assertThat(drain.notice().toSeconds())
                    .as(pod.getKey())
                    .isGreaterThan((long) ready.getPeriodSeconds() * failures);
            assertThat(pod.getValue().getTerminationGracePeriodSeconds())
                    .as(pod.getKey())
                    .isGreaterThanOrEqualTo(drain.total().toSeconds() + 30);
        }
    }

    @Test
    void whatRunsMoreThanOnceSurvivesADrainedNode() throws IOException {
        List<HasMetadata> objects = render(Map.of("scheduler.replicas", "1"));
        List<String> guarded = every(objects, PodDisruptionBudget.class).stream()
                .map(budget -> budget.getMetadata().getName())
                .toList();
        List<String> several = every(objects, Deployment.class).stream()
                .filter(deployment -> deployment.getSpec().getReplicas() > 1)
                .map(deployment -> deployment.getMetadata().getName())
                .toList();
        assertThat(guarded).containsExactlyInAnyOrderElementsOf(several).doesNotContain(RELEASE + "-scheduler");
    }

    @Test
    void aSiteHasOneAgentWithADiskOfItsOwn() throws IOException {
        StatefulSet agent = every(render(Map.of()), StatefulSet.class).get(0);
        assertThat(agent.getSpec().getReplicas()).isEqualTo(1);
        assertThat(agent.getSpec().getVolumeClaimTemplates()).hasSize(1);
        Container container =
                agent.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(container.getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/var/lib/periapsis"));
    }

    @Test
    void thePortalIsReachedThroughAnIngress() throws IOException {
        Ingress ingress = every(
                        render(Map.of("portal.ingress.enabled", "true", "portal.ingress.host", "sky.example.org")),
                        Ingress.class)
                .get(0);
        assertThat(ingress.getSpec().getRules().get(0).getHost()).isEqualTo("sky.example.org");
    }

    @Test
    void wrongValuesAreRefusedAndNamed() {
        for (Map<String, String> wrong : List.of(
                Map.of("indexer.replicas", "0"),
                Map.of("sites[0].id", "ES AC"),
                Map.of("kafka.bootstrap", "kafka"),
                Map.of("kafka.mechanism", "GUESS"),
                Map.of("kafka.authorities", "a-secret-without-tls"),
                Map.of("portal.ingress.enabled", "true"),
                Map.of("indexr.replicas", "2"))) {
            String key = wrong.keySet().iterator().next();
            assertThatThrownBy(() -> render(wrong)).as(key).hasMessageContaining(key.replaceAll("[.\\[].*", ""));
        }
    }

    /** As in the pod: settings from the ConfigMap that it mounts, secrets as variables. */
    private Map<String, String> environment(List<HasMetadata> objects, PodSpec pod) throws IOException {
        String name = pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("settings"))
                .findFirst()
                .orElseThrow()
                .getConfigMap()
                .getName();
        ConfigMap map = every(objects, ConfigMap.class).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
        IssuerKeys keys = IssuerKeys.in(directory.resolve("issuer"));
        Path file = Files.writeString(directory.resolve(name), map.getData().get("service.properties"));
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : pod.getContainers().get(0).getEnv()) {
            String unknown =
                    switch (variable.getName()) {
                        case "PERIAPSIS_ISSUER_KEY" -> keys.publicKey();
                        case "PERIAPSIS_ISSUER_PRIVATE" -> keys.privateKey();
                        default -> "stands-for-a-secret";
                    };
            environment.put(variable.getName(), variable.getValue() == null ? unknown : variable.getValue());
        }
        environment.put("PERIAPSIS_CONFIG", file.toString());
        return environment;
    }
}
