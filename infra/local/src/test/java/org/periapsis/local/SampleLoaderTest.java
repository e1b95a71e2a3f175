package org.periapsis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.local.client.PlatformClient;
import org.periapsis.local.demo.SampleLoader;

class SampleLoaderTest {
    /** The connection ends without an answer. */
    private static final int SILENT = 0;

    private final List<String> reports = new ArrayList<>();
    private HttpServer site;
    private int offers;
    private IntUnaryOperator status;

    @BeforeEach
    void open() throws IOException {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (status.applyAsInt(offers + 1) == SILENT) {
                offers++;
                exchange.close();
                return;
            }
            byte[] answer = "{\"product_id\":\"ivo://a/b?c\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(status.applyAsInt(++offers), answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        site.start();
    }

    @AfterEach
    void close() {
        site.stop(0);
    }

    @Test
    void aSiteThatAsksToComeLaterIsOfferedTheSameAgain() throws IOException {
        status = offer -> offer <= 2 ? 503 : 201;
        List<SampleLoader.Loaded> loaded = loader().load();
        assertThat(loaded).isNotEmpty().allMatch(SampleLoader.Loaded::fresh);
        assertThat(offers).isEqualTo(loaded.size() + 2);
        assertThat(reports).filteredOn(report -> report.contains("waiting")).hasSize(2);
    }

    @Test
    void oneRequestThatGetsNoAnswerIsAskedAgain() throws IOException {
        status = offer -> offer == 3 ? SILENT : 201;
        List<SampleLoader.Loaded> loaded = loader().load();
        assertThat(loaded).isNotEmpty().allMatch(SampleLoader.Loaded::fresh);
        assertThat(offers).isEqualTo(loaded.size() + 1);
    }

    @Test
    void whoNeverAnswersIsNamedWithWhatWasAsked() {
        status = offer -> SILENT;
        assertThatThrownBy(() -> loader().load())
                .hasMessageContaining(
                        "is offered to http://127.0.0.1:" + site.getAddress().getPort() + " for ")
                .hasMessageContaining("times within");
        assertThat(offers).isGreaterThan(1);
    }

    @Test
    void whatIsRefusedForGoodIsNotOfferedAgain() {
        status = offer -> 422;
        assertThatThrownBy(() -> loader().load()).hasMessageContaining("was refused: 422");
        assertThat(offers).isEqualTo(1);
    }

    private SampleLoader loader() {
        return new SampleLoader(
                PlatformClient.anonymous("http://127.0.0.1:" + site.getAddress().getPort()),
                (part, text) -> reports.add(part + ": " + text),
                Duration.ofMillis(300));
    }
}
