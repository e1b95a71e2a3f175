package org.periapsis.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.periapsis.scheduler.Broker.await;
import static org.periapsis.scheduler.Scene.ANNA;
import static org.periapsis.scheduler.Scene.get;
import static org.periapsis.scheduler.Scene.leads;
import static org.periapsis.scheduler.Scene.placements;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.periapsis.embedded.Patience;
import org.periapsis.events.*;
import org.periapsis.kit.kafka.TransactionalPublisher;

/** One decides; who was it no longer does. */
@ExtendWith(OneBroker.class)
class LeaderIT {
    private final Scene scene;
    private final Broker broker;

    LeaderIT(Scene scene) {
        this.scene = scene;
        this.broker = scene.broker();
    }

    @Test
    void aStandbyTakesOverAndTheOldOneIsFenced() throws Exception {
        TransactionalPublisher old = broker.impostor();
        SchedulerApp first = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        SchedulerApp second = await(SchedulerApp.start(broker.vertx, broker.scheduler()));
        try {
            UUID one = scene.ask("esac");
            assertThat(scene.placed(one).getEpoch()).isEqualTo(1);
            SessionStopRequested event = new SessionStopRequested(one, ANNA, "team", "hub", null);
            assertThatThrownBy(() -> old.commit(List.of(Broker.event(one.toString(), event)), Map.of(), null))
                    .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
            await(first.stop());
            UUID two = scene.ask("jive");
            assertThat(scene.placed(two).getEpoch()).isEqualTo(1);
            leads(second);
            // Somebody else takes the second's place for a moment: it forgets everything and begins anew.
            broker.impostor().close();
            UUID three = scene.ask("esac");
            assertThat(scene.placed(three).getEpoch()).isEqualTo(1);
            UUID marker = scene.ask("esac");
            List<SpecificRecord> all =
                    broker.decisions(found -> !placements(found, marker).isEmpty());
            assertThat(placements(all, one)).hasSize(1);
            assertThat(placements(all, two)).hasSize(1);
            assertThat(placements(all, three)).hasSize(1);
        } finally {
            old.close();
            await(first.stop());
            await(second.stop());
        }
    }

    @Test
    void ofTwoUnderOneNameTheFirstStopsAndSaysWhy() throws Exception {
        SchedulerApp first = await(SchedulerApp.start(broker.vertx, broker.scheduler("twin")));
        leads(first);
        SchedulerApp second = await(SchedulerApp.start(broker.vertx, broker.scheduler("twin")));
        try {
            Patience.until("the first has stopped", Broker.PATIENCE, () -> first.ended()
                    .isDone());
            assertThatThrownBy(first.ended()::join).hasCauseInstanceOf(FencedInstanceIdException.class);
            JsonObject told = get(first, "/health/ready", "");
            assertThat(told.getBoolean("ready")).isFalse();
            assertThat(told.getJsonObject("checks")
                            .getJsonObject("scheduler.leader")
                            .getString("detail"))
                    .contains("another process reads under this one's name");
            // Started again it would end the other.
            assertThat(get(first, "/health/live", "").getBoolean("live")).isTrue();
            leads(second);
            UUID id = scene.ask("esac");
            assertThat(scene.placed(id).getSite()).isEqualTo("esac");
        } finally {
            await(first.stop());
            await(second.stop());
        }
    }
}
