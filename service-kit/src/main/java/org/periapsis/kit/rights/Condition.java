package org.periapsis.kit.rights;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** One thing that a rule asks of a product: as a predicate, and as the same in SQL. */
sealed interface Condition {
    boolean holds(ProductRights product, Instant now);

    SqlCondition sql(Columns columns, Instant now);

    /** Its data_rights are these. */
    record Has(Level level) implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return product.level() == level;
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            return SqlCondition.of(columns.level() + " = '" + level.text() + "'");
        }
    }

    /** Its release date has come. */
    record Released() implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return product.releaseDate().filter(date -> !date.isAfter(now)).isPresent();
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            // A database rounds what is finer than a microsecond, upward too.
            return SqlCondition.of(
                    columns.releaseDate() + " <= ?",
                    now.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
        }
    }

    /** No release date holds it back: there is none, or it has come. */
    record NotHeldBack() implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return product.releaseDate().isEmpty() || new Released().holds(product, now);
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            return SqlCondition.any(
                    List.of(SqlCondition.of(columns.releaseDate() + " is null"), new Released().sql(columns, now)));
        }
    }

    /** It is this person's. */
    record OwnedBy(Person person) implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return product.owner().filter(person::equals).isPresent();
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            return SqlCondition.of(
                    "(" + columns.ownerSubject() + " = ? and " + columns.ownerIssuer() + " = ?)",
                    person.subject(),
                    person.issuer());
        }
    }

    /** It is one of these teams'. */
    record OfTeam(Set<String> teams) implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return product.team().filter(teams::contains).isPresent();
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            return SqlCondition.of(columns.team() + " = any (?)", (Object) sorted(teams));
        }
    }

    /** One of these archives publishes it. */
    record OfArchive(Set<String> archives) implements Condition {
        @Override
        public boolean holds(ProductRights product, Instant now) {
            return archives.contains(product.archive());
        }

        @Override
        public SqlCondition sql(Columns columns, Instant now) {
            return SqlCondition.of(columns.archive() + " = any (?)", (Object) sorted(archives));
        }
    }

    private static String[] sorted(Set<String> names) {
        return names.stream().sorted().toArray(String[]::new);
    }
}
