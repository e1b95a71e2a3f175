package org.periapsis.kit.rights;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Products and people of every kind, the same for the same seed: what the tests of all services ask their paths about. */
public final class RightsCases {
    public static final String ISSUER = "https://issuer.test";
    public static final String ELSEWHERE = "https://elsewhere.test";
    public static final List<String> ARCHIVES = List.of("esa", "eso", "ska");

    private static final List<String> PEOPLE = List.of("ada", "bob", "cy");
    private static final List<String> TEAMS = List.of("t-1", "t-2");

    private static final List<Level> LEVELS = List.of(Level.values());

    private final Random random;
    private final Instant now;

    /** @param now what release dates are around */
    public RightsCases(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A product by its number. */
    public record Product(int number, ProductRights rights) {}

    /** Products: every level with no date, a past and a coming one first, then whatever comes. */
    public List<Product> products(int count) {
        List<Product> products = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Level level = LEVELS.get(number % LEVELS.size());
            int when = number < 12 ? number / 4 : random.nextInt(3);
            boolean someones = number >= 12;
            products.add(new Product(
                    number,
                    new ProductRights(
                            level,
                            date(when),
                            ARCHIVES.get(random.nextInt(ARCHIVES.size())),
                            someones && random.nextBoolean() ? Optional.of(person()) : Optional.empty(),
                            someones && random.nextInt(3) == 0
                                    ? Optional.of(TEAMS.get(random.nextInt(TEAMS.size())))
                                    : Optional.empty(),
                            someones && random.nextInt(8) == 0)));
        }
        return products;
    }

    private Optional<Instant> date(int when) {
        // Far enough from now that a test does not reach them on its way.
        Duration away = Duration.ofMinutes(60 + random.nextInt(100_000));
        return switch (when) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(now.minus(away));
            default -> Optional.of(now.plus(away));
        };
    }

    private Person person() {
        return new Person(random.nextInt(5) == 0 ? ELSEWHERE : ISSUER, PEOPLE.get(random.nextInt(PEOPLE.size())));
    }

    /** People of this issuer, and nobody, by what they are. */
    public static Map<String, Viewer> viewers() {
        Map<String, Viewer> viewers = new LinkedHashMap<>();
        viewers.put("nobody", Viewer.nobody());
        viewers.put("a user", user("zoe", Set.of("user"), Set.of()));
        viewers.put("an owner", user("ada", Set.of("user"), Set.of()));
        viewers.put("an owner in a team", user("bob", Set.of("user"), Set.of("t-1")));
        viewers.put("a member of two teams", user("dee", Set.of("user"), Set.of("t-1", "t-2")));
        viewers.put("an archive", user("esa-bot", Set.of("archive:esa"), Set.of()));
        viewers.put("two archives", user("eve", Set.of("archive:eso", "archive:ska", "user"), Set.of("t-2")));
        viewers.put("a moderator", user("mo", Set.of("moderator", "site:esac"), Set.of()));
        viewers.put("an operator", user("root", Set.of("operator"), Set.of()));
        return viewers;
    }

    private static Viewer user(String subject, Set<String> roles, Set<String> teams) {
        return Viewer.of(ISSUER, subject, roles, teams);
    }
}
