package org.periapsis.embedded.kit;

import java.util.Map;
import java.util.Optional;
import org.periapsis.kit.config.KafkaConfig;

/** A broker that the contract runs on. It makes no topics by itself. */
interface BrokerUnderTest {
    /** What the names of topics, groups and transactional ids of the tests begin with. */
    String PREFIX = "kit";

    /** {@code host:port}. */
    String bootstrap();

    /** A service's account, which may use what begins with {@value #PREFIX} and has no other right; empty for none. */
    Optional<KafkaConfig.Credentials> service();

    /** Properties of an admin client that may do everything. */
    Map<String, Object> admin();

    void stop();
}
