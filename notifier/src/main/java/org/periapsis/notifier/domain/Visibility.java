package org.periapsis.notifier.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.*;
import org.periapsis.events.topic.Topic;
import org.periapsis.kit.rights.Level;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.ProductRights;

/** Decides who may see an event, from nothing but the event itself. What no rule names is for operators. */
public final class Visibility {
    private static final Audience OPERATORS = new Audience.Operators();
    private static final Audience SIGNED_IN = new Audience.SignedIn();

    private Visibility() {}

    /** @return who may see the event; operators always may */
    public static Audience of(SpecificRecord event) {
        return switch (Topic.of(event)) {
            case PRODUCTS, INDEXED -> product(event);
            case INTAKE -> intake(event);
            case OFFERS -> SIGNED_IN;
            case DECISIONS -> event instanceof SiteLost || event instanceof SiteReturned ? SIGNED_IN : work(event);
            case REQUESTS -> request(event);
            case RUNS, SUBSCRIPTIONS -> work(event);
            case DATALABS -> datalab(event);
            case ACCOUNTS -> account(event);
            case BASKETS -> basket(event);
            case REPLICAS, TRANSFERS, FEDERATION -> OPERATORS;
        };
    }

    private static Audience product(SpecificRecord event) {
        if (event instanceof ProductIndexed p) {
            return product(p.getObscore(), p.getArchive(), p.getOwner(), p.getTeam(), p.getWithdrawn());
        }
        if (event instanceof ProductIngested p) {
            return product(p.getObscore(), p.getArchive(), p.getOwner(), p.getTeam(), false);
        }
        if (event instanceof ProductRevised p) {
            return product(p.getObscore(), p.getArchive(), p.getOwner(), p.getTeam(), false);
        }
        // A withdrawal says nothing about rights; the ProductIndexed that follows it does.
        return event instanceof ProductWithdrawn p ? archive(p.getArchive()) : OPERATORS;
    }

    private static Audience product(ObsCore obscore, String archive, Owner owner, String team, boolean withdrawn) {
        return new Audience.OfProduct(new ProductRights(
                Level.of(obscore.getDataRights().name()),
                Optional.ofNullable(obscore.getObsReleaseDate()),
                archive,
                Optional.ofNullable(owner).map(o -> new Person(o.getIssuer(), o.getSubject())),
                Optional.ofNullable(team),
                withdrawn));
    }

    private static Audience intake(SpecificRecord event) {
        if (event instanceof ProductRefused refused) {
            return archive(refused.getArchive());
        }
        return event instanceof IntakeCounted counted ? archive(counted.getArchive()) : OPERATORS;
    }

    /** Whom a session's owner lets in or puts out is told so too. */
    private static Audience request(SpecificRecord event) {
        Optional<Owner> person = event instanceof SessionShared || event instanceof SessionUnshared
                ? field(event, "person", Owner.class)
                : Optional.empty();
        return person.isPresent() && work(event) instanceof Audience.Some some
                ? new Audience.Some(
                        some.roles(),
                        Stream.concat(some.people().stream(), person.stream()).toList(),
                        some.teams())
                : work(event);
    }

    /** Requests, decisions and runs carry whose they are: in fields of their own, or in the run they tell of. */
    private static Audience work(SpecificRecord event) {
        SpecificRecord holder = field(event, "run", RunRef.class)
                .<SpecificRecord>map(run -> run)
                .orElse(event);
        return field(holder, "owner", Owner.class)
                .<Audience>map(owner -> new Audience.Some(
                        Set.of(),
                        List.of(owner),
                        field(holder, "team", String.class).map(Set::of).orElse(Set.of())))
                .orElse(OPERATORS);
    }

    private static Audience datalab(SpecificRecord event) {
        if (event instanceof DatalabPublished) {
            return SIGNED_IN;
        }
        if (event instanceof DatalabShared shared) {
            return new Audience.Some(Set.of(), shared.getPeople(), Set.of());
        }
        return work(event);
    }

    private static Audience account(SpecificRecord event) {
        if (event instanceof MemberAdded added) {
            return new Audience.Some(Set.of(), List.of(added.getMember()), Set.of(added.getTeam()));
        }
        if (event instanceof MemberRemoved removed) {
            return new Audience.Some(Set.of(), List.of(removed.getMember()), Set.of(removed.getTeam()));
        }
        if (event instanceof QuotaSet quota) {
            return new Audience.Some(Set.of(), List.of(), Set.of(quota.getTeam()));
        }
        return event instanceof RoleGranted granted
                ? new Audience.Some(Set.of(), List.of(granted.getPerson()), Set.of())
                : work(event);
    }

    private static Audience basket(SpecificRecord event) {
        return event instanceof BasketChanged basket
                ? new Audience.Some(Set.of(), List.of(basket.getOwner()), Set.copyOf(basket.getTeams()))
                : work(event);
    }

    private static Audience archive(String name) {
        return new Audience.Some(Set.of(role(name)), List.of(), Set.of());
    }

    private static String role(String archive) {
        return "archive:" + archive;
    }

    private static <T> Optional<T> field(SpecificRecord event, String name, Class<T> type) {
        Schema.Field field = event.getSchema().getField(name);
        return field == null
                ? Optional.empty()
                : Optional.ofNullable(event.get(field.pos())).map(type::cast);
    }
}
