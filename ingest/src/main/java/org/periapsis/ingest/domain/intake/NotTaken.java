package org.periapsis.ingest.domain.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.periapsis.ingest.domain.ObsCoreFields;

/**
 * A value that an archive gave of a product whose bytes were known already, with another value: the product stays as it was.
 *
 * @param holds what the product has; empty when it has none
 * @param lessHeldBack it is of who may read the product, and more people may, or earlier, than the archive asked
 */
public record NotTaken(String field, Object given, Optional<Object> holds, boolean lessHeldBack) {
    private static final String RIGHTS = "data_rights";
    private static final String RELEASE = "obs_release_date";

    /** @return the rights first, then by name; none when nothing was given that differs */
    public static List<NotTaken> of(Draft draft, Known known) {
        Map<String, Object> asked = ObsCoreFields.values(draft.obscore());
        asked.keySet().retainAll(draft.given());
        boolean whole = known.holds().containsKey("obs_collection");
        List<NotTaken> all = new ArrayList<>();
        asked.forEach((field, given) -> {
            Optional<Object> holds = Optional.ofNullable(known.holds().get(field));
            boolean comparable = whole || holds.isPresent() || field.equals(RELEASE);
            if (comparable && holds.filter(value -> same(value, given)).isEmpty()) {
                all.add(new NotTaken(field, given, holds, lessHeldBack(field, asked, known)));
            }
        });
        all.sort(Comparator.comparing((NotTaken one) -> !one.field.equals(RIGHTS))
                .thenComparing(one -> !one.field.equals(RELEASE))
                .thenComparing(NotTaken::field));
        return List.copyOf(all);
    }

    private static boolean same(Object one, Object other) {
        return (one instanceof Number a && other instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : one.equals(other);
    }

    private static boolean lessHeldBack(String field, Map<String, Object> asked, Known known) {
        String rights = String.valueOf(known.holds().get(RIGHTS));
        String wanted = String.valueOf(asked.getOrDefault(RIGHTS, rights));
        return switch (field) {
            case RIGHTS -> strictness(wanted) > strictness(rights);
            case RELEASE ->
                date(asked.get(RELEASE), wanted).isAfter(date(known.holds().get(RELEASE), rights));
            default -> false;
        };
    }

    /** What this version does not know is for the product's own. */
    private static int strictness(String rights) {
        return switch (rights) {
            case "public" -> 0;
            case "secure" -> 1;
            default -> 2;
        };
    }

    /** Proprietary data without a date are never released; others without one are as their rights say, from the beginning. */
    private static Instant date(Object date, String rights) {
        if (date != null) {
            return Instant.parse(date.toString());
        }
        return rights.equals("proprietary") ? Instant.MAX : Instant.MIN;
    }
}
