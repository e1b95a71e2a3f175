package org.periapsis.portal.adapter.kafka;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.BasketChanged;
import org.periapsis.events.BasketShared;
import org.periapsis.events.BasketUnshared;
import org.periapsis.events.MemberAdded;
import org.periapsis.events.Owner;
import org.periapsis.events.TeamCreated;
import org.periapsis.events.codec.Event;
import org.periapsis.events.id.DerivedId;
import org.periapsis.kit.kafka.KafkaEventPublisher;
import org.periapsis.kit.kafka.Position;
import org.periapsis.portal.domain.Basket;
import org.periapsis.portal.domain.BasketContent;
import org.periapsis.portal.domain.SignIn;

/** What the portal writes: accounts and baskets. */
public final class PortalLog {
    private static final String SOURCE = "/hub/portal";

    private final KafkaEventPublisher publisher;
    private final Clock clock;

    /**
     * A change on the log; whether it took effect is the log's order to say.
     *
     * @param change id of its event
     */
    public record Written(UUID change, Position position) {}

    public PortalLog(KafkaEventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Writes the next version of a basket. */
    public Future<Written> changed(Basket before, BasketContent content, String trace) {
        BasketChanged changed = BasketChanged.newBuilder()
                .setBasketId(before.id())
                .setOwner(before.owner())
                .setName(content.name())
                .setVersion(before.version() + 1)
                .setExpectedVersion(before.version())
                .setProductIds(content.ids())
                .setQuery(content.query().orElse(null))
                .build();
        UUID change = UUID.randomUUID();
        return publisher
                .publish(event(change, before.id().toString(), changed, Optional.of(trace)))
                .map(position -> new Written(change, position));
    }

    /** Writes that a team may read a basket from now on. */
    public Future<Written> shared(Basket basket, String team, String trace) {
        return reader(basket, team, new BasketShared(basket.id(), basket.owner(), team), trace);
    }

    /** Writes that a team may no longer read a basket. */
    public Future<Written> unshared(Basket basket, String team, String trace) {
        return reader(basket, team, new BasketUnshared(basket.id(), basket.owner(), team), trace);
    }

    /**
     * Each is a fact of its own, also when it has been so before. The key that both have keeps them in order, and apart from
     * the basket's content when the topic is compacted: the last of the two stays.
     */
    private Future<Written> reader(Basket basket, String team, SpecificRecord data, String trace) {
        UUID change = UUID.randomUUID();
        return publisher
                .publish(event(change, basket.id() + "/" + team, data, Optional.of(trace)))
                .map(position -> new Written(change, position));
    }

    /** Writes a person's own team. Repeats carry the same ids, and readers ignore them. */
    public Future<List<Position>> personalTeam(String issuer, SignIn person) {
        Owner owner = new Owner(issuer, person.subject());
        String team = person.personalTeam();
        return publisher.publish(List.of(
                event(
                        DerivedId.of("team-created", issuer, team),
                        team,
                        new TeamCreated(team, "Only " + person.subject(), owner),
                        Optional.empty()),
                event(
                        DerivedId.of("member-added", issuer, team, person.subject()),
                        team,
                        new MemberAdded(team, owner),
                        Optional.empty())));
    }

    private <T extends SpecificRecord> Event<T> event(UUID id, String subject, T data, Optional<String> trace) {
        return new Event<>(id.toString(), SOURCE, subject, clock.instant(), trace, data);
    }
}
