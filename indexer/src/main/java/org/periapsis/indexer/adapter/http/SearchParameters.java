package org.periapsis.indexer.adapter.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.periapsis.events.door.Text;
import org.periapsis.indexer.domain.search.Cursor;
import org.periapsis.indexer.domain.search.Overlap;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.SkyFilter;
import org.periapsis.indexer.domain.search.Sort;
import org.periapsis.indexer.domain.search.Term;
import org.periapsis.indexer.domain.search.Words;
import org.periapsis.indexer.domain.sky.Cone;
import org.periapsis.indexer.domain.sky.Region;
import org.periapsis.indexer.domain.sky.RegionText;
import org.periapsis.indexer.domain.sky.SkyBox;
import org.periapsis.kit.http.Problem;
import org.periapsis.kit.rights.Viewer;

/** The query string of a search, decoded; each fault names its parameter and what to do. */
final class SearchParameters {
    private static final int MAX_VALUES = 500;
    private static final int MAX_LENGTH = 1024;
    /** As long as a URL may be. */
    private static final Text VALUE = new Text(16_384, true);

    private static final Set<String> OTHERS = Set.of(
            "ra",
            "dec",
            "radius",
            "box",
            "intersects",
            "t_min",
            "t_max",
            "em_min",
            "em_max",
            "q",
            "sort",
            "limit",
            "after",
            "facets",
            "total");
    private static final Set<String> KNOWN = known();

    private final Map<String, List<String>> values;

    /**
     * Takes the values of each parameter, in their order.
     *
     * @throws org.periapsis.kit.http.ProblemException when there is a parameter that nobody knows
     */
    SearchParameters(Map<String, List<String>> values) {
        this.values = values;
        for (String name : values.keySet()) {
            if (!KNOWN.contains(name)) {
                throw Problem.badRequest(name, "There is no parameter of this name", "Leave it out, or see " + KNOWN)
                        .exception();
            }
            // A selection's query is percent-decoded here, and by nobody before.
            values.get(name).stream().filter(value -> !value.isBlank()).forEach(value -> VALUE.flaw(name, value)
                    .ifPresent(flaw -> {
                        throw flaw.exception();
                    }));
        }
    }

    private static Set<String> known() {
        Set<String> names = new java.util.TreeSet<>(OTHERS);
        for (Term term : Term.values()) {
            names.add(term.parameter());
        }
        return names;
    }

    private Optional<String> one(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw Problem.badRequest(name, "It is given more than once", "Give it once")
                    .exception();
        }
        return all.stream().map(String::trim).filter(v -> !v.isEmpty()).findFirst();
    }

    private <T> Optional<T> parsed(String name, String remedy, Function<String, T> parse) {
        return one(name).map(text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException | DateTimeException e) {
                String detail = e instanceof NumberFormatException || e.getMessage() == null
                        ? "It is not understood"
                        : e.getMessage();
                throw Problem.badRequest(name, detail, remedy).exception(e);
            }
        });
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("It is not a finite number");
        }
        return value;
    }

    private Optional<Double> degrees(String name, double min, double max) {
        return parsed(name, "Give degrees from " + min + " to " + max, text -> {
            double value = finite(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException("It is not between " + min + " and " + max);
            }
            return value;
        });
    }

    ProductFilter filter(Viewer caller) {
        SkyFilter sky = new SkyFilter(cone(), box(), intersects());
        return new ProductFilter(
                sky,
                overlap(
                        "t_min",
                        "t_max",
                        "Give MJD, or ISO 8601 (UTC) such as 2005-03-07T12:00:00Z",
                        SearchParameters::mjd),
                overlap("em_min", "em_max", "Give metres, such as 5.5e-7", SearchParameters::finite),
                terms(caller),
                words());
    }

    private Optional<Cone> cone() {
        Optional<Double> ra = degrees("ra", 0, 360);
        Optional<Double> dec = degrees("dec", -90, 90);
        Optional<Double> radius = degrees("radius", 0, 180);
        if (ra.isEmpty() && dec.isEmpty() && radius.isEmpty()) {
            return Optional.empty();
        }
        for (String name : List.of("ra", "dec", "radius")) {
            if (one(name).isEmpty()) {
                throw Problem.badRequest(name, "A cone needs ra, dec and radius", "Give all three, in degrees")
                        .exception();
            }
        }
        return Optional.of(Cone.ofDegrees(ra.orElseThrow(), dec.orElseThrow(), radius.orElseThrow()));
    }

    private Optional<SkyBox> box() {
        String remedy = "Give ra_min,ra_max,dec_min,dec_max in degrees";
        return parsed("box", remedy, text -> {
            String[] n = text.split(",", -1);
            if (n.length != 4) {
                throw new IllegalArgumentException("A box is four numbers");
            }
            return new SkyBox(finite(n[0]), finite(n[1]), finite(n[2]), finite(n[3]));
        });
    }

    private Optional<Region> intersects() {
        return parsed(
                "intersects",
                "Give CIRCLE ra dec radius, POLYGON ra dec ra dec ..., or RANGE ra ra dec dec, in degrees",
                RegionText::parse);
    }

    private Overlap overlap(String min, String max, String remedy, Function<String, Double> unit) {
        Optional<Double> from = parsed(min, remedy, unit);
        Optional<Double> to = parsed(max, remedy, unit);
        try {
            return new Overlap(from, to);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(max, e.getMessage(), "Give " + min + " not above " + max)
                    .exception(e);
        }
    }

    /** Modified Julian Date (UTC); from a number, a date, or a date and time. */
    static double mjd(String text) {
        if (text.matches("[-+0-9.eE]+") && !text.matches("\\d{4}-\\d\\d-\\d\\d")) {
            return finite(text);
        }
        Instant instant;
        if (text.length() <= 10) {
            instant = LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } else if (text.endsWith("Z")) {
            instant = Instant.parse(text);
        } else {
            instant = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
        return 40587 + (instant.getEpochSecond() + instant.getNano() / 1e9) / 86400;
    }

    private Map<Term, List<String>> terms(Viewer caller) {
        Map<Term, List<String>> terms = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            List<String> all = values.getOrDefault(term.parameter(), List.of()).stream()
                    .filter(v -> !v.isEmpty())
                    .toList();
            if (all.isEmpty()) {
                continue;
            }
            if (all.size() > MAX_VALUES || all.stream().anyMatch(v -> v.length() > MAX_LENGTH)) {
                throw Problem.badRequest(
                                term.parameter(),
                                "It has too many values, or one that is too long",
                                "Give at most " + MAX_VALUES + " values of at most " + MAX_LENGTH + " characters")
                        .exception();
            }
            all.forEach(value -> check(term, value, caller));
            terms.put(term, all);
        }
        return terms;
    }

    private static void check(Term term, String value, Viewer caller) {
        try {
            switch (term) {
                case CALIB_LEVEL -> Integer.parseInt(value);
                case JOB -> {
                    if (!UUID.fromString(value).toString().equalsIgnoreCase(value)) {
                        throw new IllegalArgumentException("not a UUID");
                    }
                }
                case OWNER -> {
                    if (!value.equals("me")) {
                        throw new IllegalArgumentException("not me");
                    }
                    if (caller.anonymous()) {
                        throw Problem.signInFirst().field("owner").exception();
                    }
                }
                default -> {}
            }
        } catch (IllegalArgumentException e) {
            String remedy =
                    switch (term) {
                        case CALIB_LEVEL -> "Give a number from 0 to 4";
                        case JOB -> "Give the job's UUID";
                        default -> "Give owner=me, or leave it out";
                    };
            throw Problem.badRequest(term.parameter(), "It is not understood", remedy)
                    .exception(e);
        }
    }

    private List<String> words() {
        return parsed("q", "Give a few words of the target's name or the title", text -> {
                    List<String> words = Words.asked(text);
                    if (words.isEmpty()) {
                        throw new IllegalArgumentException("It has no letter or digit");
                    }
                    return words;
                })
                .orElse(List.of());
    }

    /**
     * The part of the result, for a filter: sorting by distance needs a cone.
     *
     * @param usual rows when nobody says
     */
    Page page(ProductFilter filter, int usual, int largest) {
        Sort sort = parsed("sort", "Give one of obs_publisher_did, t_min, -t_min, distance", text -> Sort.of(text)
                        .orElseThrow(() -> new IllegalArgumentException("There is no such order")))
                .orElse(Sort.ID);
        if (sort == Sort.DISTANCE && filter.sky().cone().isEmpty()) {
            throw Problem.badRequest("sort", "There is no centre to be near to", "Give ra, dec and radius too")
                    .exception();
        }
        int limit = parsed("limit", "Give a whole number from 1 to " + largest, text -> {
                    int n = Integer.parseInt(text);
                    if (n < 1 || n > largest) {
                        throw new IllegalArgumentException("It is not between 1 and " + largest);
                    }
                    return n;
                })
                .orElse(usual);
        Optional<Cursor> after =
                parsed("after", "Give the `next` of the page before, with the same sort", Cursor::decode);
        after.filter(c -> c.sort() != sort).ifPresent(c -> {
            throw Problem.badRequest("after", "It belongs to another sort order", "Start again without it")
                    .exception();
        });
        return new Page(sort, limit, after);
    }

    boolean flag(String name, boolean otherwise) {
        return parsed(name, "Give true or false", text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("It is neither true nor false");
                })
                .orElse(otherwise);
    }

    /** The parameters of a query string, percent-decoded. */
    static Map<String, List<String>> ofQuery(String query) {
        try {
            return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MAX_VALUES * 2).parameters();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("query", "It is not a query string", "Percent-encode its values")
                    .exception(e);
        }
    }
}
