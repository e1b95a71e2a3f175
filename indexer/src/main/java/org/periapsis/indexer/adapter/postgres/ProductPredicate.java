package org.periapsis.indexer.adapter.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.periapsis.indexer.domain.search.Overlap;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Term;
import org.periapsis.indexer.domain.sky.AllSky;
import org.periapsis.indexer.domain.sky.Cone;
import org.periapsis.indexer.domain.sky.Coverage;
import org.periapsis.indexer.domain.sky.PixelRange;
import org.periapsis.indexer.domain.sky.Region;
import org.periapsis.indexer.domain.sky.SkyBox;
import org.periapsis.kit.rights.Columns;
import org.periapsis.kit.rights.Person;
import org.periapsis.kit.rights.Rights;
import org.periapsis.kit.rights.SqlCondition;
import org.periapsis.kit.rights.Viewer;

/** A filter and a caller's rights as conditions on {@code product p}. Rights are here, so that no count can leak. */
final class ProductPredicate {
    private static final int MAX_RANGES = 64;
    private static final int MAX_FOOTPRINT_RANGES = 16;

    private final SqlText sql;

    ProductPredicate(SqlText sql) {
        this.sql = sql;
    }

    /** Appends {@code where ...}. */
    void append(ProductFilter filter, Viewer caller, Instant now) {
        sql.add(" where not p.withdrawn");
        visible(caller, now);
        filter.sky().cone().ifPresent(this::cone);
        filter.sky().box().ifPresent(this::box);
        filter.sky().intersects().ifPresent(this::intersects);
        time(filter.time());
        span(filter.energy(), "coalesce(p.em_max, p.em_min)", "p.em_min");
        filter.terms().forEach((term, values) -> term(term, values, caller, now));
        if (!filter.words().isEmpty()) {
            sql.add(" and p.words @@ ?::text::tsquery", PgLiterals.prefixes(filter.words()));
        }
    }

    /** Appends that the caller may know of the product. */
    void visible(Viewer caller, Instant now) {
        rights(sql, "p", caller, now);
    }

    /** Appends that the caller may know of the row's product; of a table that has the columns that rights are kept in. */
    static void rights(SqlText sql, String alias, Viewer caller, Instant now) {
        SqlCondition condition = Rights.of(caller).mayKnow(Columns.of(alias), now);
        sql.add(" and " + condition.text(), condition.values().toArray());
    }

    /**
     * The square of the sine of half the distance to a centre (haversine): grows with the distance, and is exact for small
     * ones.
     */
    static void haversine(SqlText sql, Cone cone) {
        double ra = cone.centre().ra();
        double dec = cone.centre().dec();
        sql.add(
                "(power(sind((p.s_dec - ?) / 2), 2) + cosd(p.s_dec) * ? * power(sind((p.s_ra - ?) / 2), 2))",
                dec,
                Math.cos(Math.toRadians(dec)),
                ra);
    }

    private void cone(Cone cone) {
        positions(cone);
        sql.add(" and ");
        haversine(sql, cone);
        double half = Math.sin(Math.toRadians(cone.radius()) / 2);
        // A hair more than exact, so that a point on the rim is in it whichever way its digits were rounded.
        sql.add(" <= ?", cone.radius() >= 180 ? 1.1 : half * half * (1 + 1e-12) + 1e-30);
    }

    private void box(SkyBox box) {
        positions(box);
        sql.add(" and p.s_dec between ? and ?", box.decMin(), box.decMax());
        if (box.raMin() <= box.raMax()) {
            sql.add(" and p.s_ra between ? and ?", box.raMin(), box.raMax());
        } else {
            sql.add(" and (p.s_ra >= ? or p.s_ra <= ?)", box.raMin(), box.raMax());
        }
    }

    private void positions(Region region) {
        List<PixelRange> ranges = Coverage.of(region, MAX_RANGES);
        String glue = " and (";
        for (PixelRange range : ranges) {
            sql.add(glue + "p.healpix29 >= ? and p.healpix29 < ?", range.first(), range.end());
            glue = " or ";
        }
        sql.add(")");
    }

    private void intersects(Region region) {
        if (region instanceof AllSky) {
            sql.add(" and (p.all_sky or p.footprint is not null)");
            return;
        }
        // Range by range: PostgreSQL guesses what several ranges find from the span between the first and the last.
        sql.add(" and (p.all_sky");
        for (PixelRange range : Coverage.of(region, MAX_FOOTPRINT_RANGES)) {
            sql.add(" or p.footprint && ?::text::int8multirange", PgLiterals.multirange(List.of(range)));
        }
        sql.add(")");
    }

    private void time(Overlap overlap) {
        if (overlap.min().isPresent() || overlap.max().isPresent()) {
            sql.add(
                    " and p.t_span && ?::text::int8range",
                    PgLiterals.span(overlap.min().orElse(null), overlap.max().orElse(null)));
            span(overlap, "coalesce(p.t_max, p.t_min)", "p.t_min");
        }
    }

    private void span(Overlap overlap, String end, String begin) {
        overlap.min().ifPresent(min -> sql.add(" and " + end + " >= ?", min));
        overlap.max().ifPresent(max -> sql.add(" and " + begin + " <= ?", max));
    }

    private void term(Term term, List<String> values, Viewer caller, Instant now) {
        switch (term) {
            case COLLECTION -> any("p.obs_collection", values);
            case INSTRUMENT -> any("p.instrument_name", values);
            case FACILITY -> any("p.facility_name", values);
            case TYPE -> any("p.dataproduct_type", values);
            case ARCHIVE -> any("p.archive", values);
            case ID -> any("p.obs_publisher_did", values);
            case CALIB_LEVEL ->
                sql.add(" and p.calib_level = any (?)", (Object)
                        values.stream().map(Integer::valueOf).toArray(Integer[]::new));
            case JOB ->
                sql.add(" and p.job_id = any (?)", (Object)
                        values.stream().map(UUID::fromString).toArray(UUID[]::new));
            case INPUT -> madeFrom(values, caller, now);
            case SITE ->
                sql.add(
                        " and exists (select 1 from replica h where h.obs_publisher_did = p.obs_publisher_did"
                                + " and h.state = 'held' and h.revision >= p.bytes_revision and h.site = any (?))",
                        (Object) values.toArray(String[]::new));
            case OWNER -> mine(caller);
        }
    }

    /** What was made from an input of which the caller may not know does not tell that there is one. */
    private void madeFrom(List<String> inputs, Viewer caller, Instant now) {
        sql.add(
                " and p.input_ids && array(select i.obs_publisher_did from product i where i.obs_publisher_did = any (?)",
                (Object) inputs.toArray(String[]::new));
        rights(sql, "i", caller, now);
        sql.add(")");
    }

    private void mine(Viewer caller) {
        Person me = caller.person()
                .orElseThrow(() -> new IllegalArgumentException("owner=me needs somebody who is signed in"));
        sql.add(" and p.owner_subject = ? and p.owner_issuer = ?", me.subject(), me.issuer());
    }

    private void any(String column, List<String> values) {
        if (values.size() == 1) {
            sql.add(" and " + column + " = ?", values.get(0));
        } else {
            sql.add(" and " + column + " = any (?)", (Object) values.toArray(String[]::new));
        }
    }
}
