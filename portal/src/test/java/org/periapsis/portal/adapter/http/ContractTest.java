package org.periapsis.portal.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.periapsis.kit.config.Secret;
import org.periapsis.kit.http.ServiceRoutes;
import org.periapsis.portal.PortalConfig;
import org.periapsis.portal.domain.PublicAddress;

/** The contract says what the door has, no more and no less. */
class ContractTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private static final String CONTRACT = "/org/periapsis/portal/openapi.yaml";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void everyRouteOfItsOwnIsInTheContractAndTheOtherWayRound() throws Exception {
        Set<String> routes = mounted(router -> {
                    AuthRoutes.Place place = new AuthRoutes.Place("", null, PublicAddress.of("", "127.0.0.1"));
                    new AuthRoutes(null, null, null, new Secret("x"), place, null).mount(router);
                    new GrantRoutes(null, null, null).mount(router);
                    new RunTokenRoutes(null).mount(router);
                    new DeviceRoutes(null, null, place, Clock.systemUTC()).mount(router);
                    new BasketRoutes(null, null, null, null, () -> true, null, null).mount(router);
                    new StatusRoutes(null, null).mount(router);
                    new LaunchSetRoutes(null, null, 1, null).mount(router);
                })
                .stream()
                .flatMap(route -> route.methods().stream()
                        .map(method -> method + " " + route.getPath().replaceAll(":(\\w+)", "{$1}")))
                .collect(Collectors.toCollection(TreeSet::new));
        // Read as the other services read theirs, which checks it against OpenAPI's own schema.
        Set<String> operations = ServiceRoutes.contract(vertx, FrontDoor.class, CONTRACT)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .getRoutes()
                .stream()
                .map(OpenAPIRoute::getOperation)
                .map(operation -> operation.getHttpMethod() + " " + operation.getOpenAPIPath())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(routes).isEqualTo(operations);
    }

    @Test
    void everyPrefixBehindTheDoorIsInTheContractWithItsServicesContract() throws Exception {
        PortalConfig.Upstreams upstreams = new PortalConfig.Upstreams(
                NOWHERE, NOWHERE, NOWHERE, Map.of(), Map.of(), Optional.empty(), Map.of(), Duration.ZERO);
        Set<String> prefixes = mounted(router -> {
                    new Gateway(null, null, upstreams).mount(router);
                    new SessionProxy(null, null, null, null).mount(router);
                })
                .stream()
                .map(route -> route.getPath().replaceAll("/(?::.*|\\*)?$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Map<?, ?>> proxied = proxied();
        assertThat(proxied.stream().map(each -> String.valueOf(each.get("prefix"))))
                .containsExactlyInAnyOrderElementsOf(prefixes);
        assertThat(proxied).allSatisfy(each -> assertThat(Path.of("..", String.valueOf(each.get("contract"))))
                .exists());
    }

    private static List<Map<?, ?>> proxied() throws IOException {
        try (InputStream in = FrontDoor.class.getResourceAsStream(CONTRACT)) {
            List<Map<?, ?>> all = new ArrayList<>();
            ((List<?>) new YAMLMapper().readValue(in, Map.class).get("x-proxied"))
                    .forEach(each -> all.add((Map<?, ?>) each));
            return all;
        }
    }

    private List<Route> mounted(Consumer<Router> mount) {
        Router router = Router.router(vertx);
        mount.accept(router);
        return router.getRoutes();
    }
}
