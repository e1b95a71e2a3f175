package org.periapsis.portal.adapter.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.periapsis.kit.auth.Caller;
import org.periapsis.kit.auth.Grant;
import org.periapsis.kit.auth.Tokens;
import org.periapsis.kit.http.Problem;
import org.periapsis.portal.adapter.postgres.GrantStore;
import org.periapsis.portal.adapter.postgres.PortalReads;
import org.periapsis.portal.adapter.postgres.SignInStore;
import org.periapsis.portal.domain.DevicePoll;
import org.periapsis.portal.domain.SignIn;
import org.periapsis.portal.domain.Standing;

/** Makes the tokens that programs act by. Each is written down, so that its person sees it and can revoke it. */
public final class ProgramTokens {
    private static final int LABEL = 200;
    private static final Duration AT_SERVICES = Duration.ofMinutes(10);

    private final GrantStore grants;
    private final PortalReads reads;
    private final Tokens tokens;
    private final String issuer;

    public ProgramTokens(GrantStore grants, PortalReads reads, Tokens tokens, String issuer) {
        this.grants = grants;
        this.reads = reads;
        this.tokens = tokens;
        this.issuer = issuer;
    }

    /**
     * A token for a program of the caller's. It has no more roles than they have, ends at the latest when what they act by
     * does, and is revoked with that.
     */
    Future<Given> token(Caller caller, List<String> roles, String label, Duration life) {
        List<String> granted = roles.isEmpty() ? List.copyOf(caller.roles()) : roles;
        if (!caller.roles().containsAll(granted)) {
            List<String> more = granted.stream()
                    .filter(role -> !caller.roles().contains(role))
                    .toList();
            throw Problem.badRequest("roles", "You do not have " + more, "Ask for roles of your own")
                    .exception();
        }
        return give(
                caller.grant().id(),
                caller.grant(),
                person(caller.subject(), granted),
                label,
                end(life, caller.grant()));
    }

    /**
     * A token for an operator's tools that ask the services themselves, behind the portal. Nobody can revoke it there, so it is
     * good for minutes.
     */
    Given forServices(Caller caller) {
        if (!caller.operator()) {
            throw Problem.notAllowed("Only an operator asks the services themselves")
                    .exception();
        }
        Instant expires = end(AT_SERVICES, caller.grant());
        String token = tokens.issue(
                caller.subject(),
                caller.name(),
                List.copyOf(caller.roles()),
                caller.teams(),
                Duration.between(Instant.now(), expires));
        return new Given(Optional.empty(), token, expires);
    }

    /** A token for a program that a person has confirmed: a sign-in of its own, which ends by itself or is revoked alone. */
    Future<Given> token(DevicePoll.Approval approval) {
        Grant by = new Grant(approval.by(), approval.notAfter().orElse(Instant.MAX));
        return give(Optional.empty(), by, approval.person(), approval.label(), end(approval.life(), by));
    }

    /** A token for a program that has redeemed a sign-in link. */
    Future<Given> token(SignInStore.Redeemed link, String label, Duration life) {
        return give(Optional.empty(), link.by(), link.signIn(), label, end(life, link.by()));
    }

    /** @param grant empty for a token that cannot be revoked */
    record Given(Optional<UUID> grant, String token, Instant expires) {}

    private Future<Given> give(Optional<UUID> parent, Grant by, SignIn person, String label, Instant end) {
        Instant expires = Instant.ofEpochSecond(end.getEpochSecond());
        return reads.teams(issuer, person.subject()).compose(teams -> grants.give(
                        parent, by.id(), person, label, expires)
                .map(given -> given.map(grant -> new Given(
                                Optional.of(grant), tokens.issue(claims(person, teams), grant, expires), expires))
                        .orElseThrow(ProgramTokens::tooMany)));
    }

    private static RuntimeException tooMany() {
        return Problem.tooMuch("too-many-tokens", "You have as many tokens as one may have")
                .remedy("Revoke some that you no longer need: DELETE /auth/tokens/<id>")
                .exception();
    }

    private static Instant end(Duration life, Grant by) {
        Instant wanted = Instant.now().plus(life);
        return wanted.isAfter(by.expires()) ? by.expires() : wanted;
    }

    private static SignIn person(String subject, List<String> roles) {
        try {
            return new SignIn(subject, roles);
        } catch (IllegalArgumentException e) {
            throw Problem.notAllowed("Only a person makes tokens").exception(e);
        }
    }

    static Tokens.Claims claims(SignIn person, List<String> known) {
        List<String> teams = new ArrayList<>(List.of(person.personalTeam()));
        known.stream().filter(team -> !teams.contains(team)).forEach(teams::add);
        return new Tokens.Claims(person.subject(), person.subject(), person.roles(), teams);
    }

    /** A run has its owner's teams, which they read by, and none of the roles that they act by. */
    static Tokens.Claims claims(Standing standing, List<String> known) {
        Tokens.Claims person = claims(standing.person(), known);
        return standing.run()
                .map(run -> new Tokens.Claims(
                        person.subject(), person.name(), List.of(Caller.ofRun(run.toString())), person.teams()))
                .orElse(person);
    }

    /** A browser may say anything of itself. */
    static String label(String given) {
        String plain = given.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() > LABEL ? plain.substring(0, LABEL) : plain;
    }
}
