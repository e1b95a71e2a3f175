package org.periapsis.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuSharesTest {
    @Test
    void knowsTheStageOfAThreadByItsName() {
        assertThat(CpuShares.stage("bench-sender")).isEqualTo("the bench itself");
        assertThat(CpuShares.stage("vert.x-eventloop-thread-1")).isEqualTo("HTTP of all services");
        assertThat(CpuShares.stage("ingest-esac-ledger")).isEqualTo("ingest's ledger");
        assertThat(CpuShares.stage("kafka-producer-network-thread | ingest-esac-publisher"))
                .isEqualTo("ingest's producer");
        assertThat(CpuShares.stage("indexer-1-view")).isEqualTo("indexer");
        assertThat(CpuShares.stage("notifier-tail")).isEqualTo("notifier's reader");
        assertThat(CpuShares.stage("data-plane-kafka-request-handler-3")).isEqualTo("Kafka broker and clients");
        assertThat(CpuShares.stage("Finalizer")).isEqualTo("other threads");
    }

    @Test
    void saysWhoWasBusy() {
        CpuShares before = CpuShares.now(List.of());

        assertThat(CpuShares.now(List.of()).since(before))
                .contains("processors busy")
                .contains("other programs");
    }
}
