package org.periapsis.session.domain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a run's request to the portal comes with. A program is let through as its own run or as nobody: by another's token it could
 * hand on what the run's owner may read, or take that other's orders, long after its author has been put out of the session.
 */
public sealed interface PortalAsk {

    /** A header's line, with a name that is one (RFC 9110, 5.6.2) and not folded. */
    Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:.*");

    Pattern LENGTH = Pattern.compile("\\d{1,15}");

    String REMEDY = ": from inside a run the portal takes the run's own token (PERIAPSIS_TOKEN_FILE) or none;"
            + " do what needs a sign-in of your own outside of the run";

    /**
     * It may go on.
     *
     * @param token to be the run's own; empty for nobody's request
     * @param length bytes that follow the head and belong to it
     */
    record Taken(Optional<String> token, long length) implements PortalAsk {
        @Override
        public String toString() {
            return "Taken[token=" + (token.isPresent() ? "***" : "none") + ", length=" + length + "]";
        }
    }

    /** It may not. */
    record Refused(int status, String why) implements PortalAsk {}

    /** Reads a head as it would be sent on. Of two readings that a server could have of it none is taken. */
    static PortalAsk read(String head) {
        Optional<String> token = Optional.empty();
        List<String> lengths = new ArrayList<>();
        for (String line :
                head.lines().skip(1).takeWhile(each -> !each.isEmpty()).toList()) {
            if (!HEADER.matcher(line).matches()) {
                return new Refused(400, "a header is folded or has a name that is none");
            }
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "authorization" -> {
                    if (token.isPresent() || !value.regionMatches(true, 0, "Bearer ", 0, 7)) {
                        return new Refused(403, "the header Authorization is refused" + REMEDY);
                    }
                    token = Optional.of(value.substring(7).strip());
                }
                case "cookie" -> {
                    return new Refused(403, "the header Cookie is refused" + REMEDY);
                }
                case "transfer-encoding" -> {
                    return new Refused(
                            411, "send the length of the body (Content-Length) to the portal, and no chunks");
                }
                case "content-length" -> lengths.add(value);
                default -> {
                    // Says nothing of whose request it is, nor where it ends.
                }
            }
        }
        if (lengths.size() > 1
                || !lengths.stream().allMatch(each -> LENGTH.matcher(each).matches())) {
            return new Refused(400, "the length of the body is not one number");
        }
        return new Taken(token, lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0)));
    }

    /** Said of a token that is good, and not the run's. */
    static Refused othersToken() {
        return new Refused(403, "the token in the header Authorization is refused" + REMEDY);
    }

    /** Said of a token that is none, or is over. */
    static Refused noToken() {
        return new Refused(
                401, "the token in the header Authorization is not valid or is over: read PERIAPSIS_TOKEN_FILE again");
    }

    /** Said of a connection that nobody could look into. */
    static Refused tunnel() {
        return new Refused(
                403,
                "the portal is http://" + EgressRules.PORTAL + " from inside a run, and is not reached by CONNECT");
    }
}
