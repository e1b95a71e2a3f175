package org.periapsis.indexer.adapter.postgres;

import java.time.Instant;
import java.util.List;
import org.periapsis.indexer.domain.search.Cursor;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Sort;
import org.periapsis.kit.rights.Viewer;

/** The statements behind a search. Every one of them has a bound; bytes are summed up to 2^53 - 1, which JSON and a bigint take. */
final class SearchSql {
    /** Properties that are counted, beside the sites. */
    private static final List<String> FACETS =
            List.of("obs_collection", "instrument_name", "dataproduct_type", "facility_name");

    private static final int MAX_BUCKETS = 50;
    /** Of the metadata of a page. */
    private static final long PAGE_BYTES = 4L << 20;
    /** Of the metadata of products that are asked for by their ids. */
    private static final long LISTED_BYTES = 16L << 20;
    /** Of where the copies of a page's products are: a page has some thousand, a product has one at each site. */
    private static final long COPIES_BYTES = 32L << 20;

    private static final String TIME = "coalesce(p.t_min, '-infinity'::float8)";

    private SearchSql() {}

    /**
     * A page, as far as its bytes go but at least one row. How many were {@code found}, to one more than the page has, tells
     * whether there is a next.
     */
    static SqlText page(ProductFilter filter, Viewer caller, Page page, Instant now) {
        SqlText sql = new SqlText().add("select " + ProductRow.COLUMNS + ", ");
        key(sql, filter, page.sort());
        sql.add(" as sort_key from product p");
        new ProductPredicate(sql).append(filter, caller, now);
        page.after().ifPresent(cursor -> after(sql, filter, cursor));
        sql.add(order(page.sort())).add(" limit ?", page.limit() + 1);
        String order =
                page.sort() == Sort.NEWEST ? "sort_key desc, obs_publisher_did desc" : "sort_key, obs_publisher_did";
        return sql.within(ProductRow.WEIGHT, order, PAGE_BYTES);
    }

    private static void key(SqlText sql, ProductFilter filter, Sort sort) {
        switch (sort) {
            case ID -> sql.add("0::float8");
            case OLDEST, NEWEST -> sql.add(TIME);
            case DISTANCE -> ProductPredicate.haversine(sql, filter.sky().cone().orElseThrow());
        }
    }

    private static void after(SqlText sql, ProductFilter filter, Cursor cursor) {
        if (cursor.sort() == Sort.ID) {
            sql.add(" and p.obs_publisher_did > ?", cursor.id());
            return;
        }
        sql.add(" and (");
        key(sql, filter, cursor.sort());
        sql.add(
                ", p.obs_publisher_did) " + (cursor.sort() == Sort.NEWEST ? "<" : ">") + " (?::float8, ?)",
                cursor.key(),
                cursor.id());
    }

    private static String order(Sort sort) {
        return switch (sort) {
            case ID -> " order by p.obs_publisher_did";
            case OLDEST -> " order by " + TIME + ", p.obs_publisher_did";
            case NEWEST -> " order by " + TIME + " desc, p.obs_publisher_did desc";
            case DISTANCE -> " order by sort_key, p.obs_publisher_did";
        };
    }

    static SqlText count(ProductFilter filter, Viewer caller, long bound, Instant now) {
        SqlText sql = new SqlText().add("select count(*) from (select 1 from product p");
        new ProductPredicate(sql).append(filter, caller, now);
        return sql.add(" limit ?) as found", bound + 1);
    }

    /** Rows of (facet, value, count); the facet {@code total} has how many were counted. */
    static SqlText facets(ProductFilter filter, Viewer caller, long bound, Instant now) {
        SqlText sql = new SqlText()
                .add("with found as materialized (select p.obs_publisher_did, p.bytes_revision, "
                        + String.join(", ", FACETS) + " from product p");
        new ProductPredicate(sql).append(filter, caller, now);
        sql.add(" limit ?) select 'total' as facet, null as value, count(*) as n from found", bound + 1);
        for (String facet : FACETS) {
            sql.add(" union all (select '" + facet + "', " + facet + ", count(*) from found where " + facet
                    + " is not null group by 2 order by 3 desc, 2 limit " + MAX_BUCKETS + ")");
        }
        return sql.add(" union all (select 'site', h.site, count(*) from found s join replica h"
                + " on h.obs_publisher_did = s.obs_publisher_did and h.state = 'held'"
                + " and h.revision >= s.bytes_revision group by 2 order by 3 desc, 2 limit " + MAX_BUCKETS + ")");
    }

    /**
     * Rows of (site, products, bytes): first, without a site, all products of the filter to a bound, then what each site that
     * holds any product has of them.
     */
    static SqlText summary(ProductFilter filter, Viewer caller, long bound, Instant now) {
        SqlText sql = new SqlText()
                .add("with found as materialized (select p.obs_publisher_did, p.bytes_revision, p.size from product p");
        new ProductPredicate(sql).append(filter, caller, now);
        return sql.add(
                """
                 limit ?), there as (select h.site, count(*) as products, least(sum(s.size), 9007199254740991)::int8 as bytes from found s
                join replica h on h.obs_publisher_did = s.obs_publisher_did and h.state = 'held'
                and h.revision >= s.bytes_revision group by h.site)
                select null as site, count(*) as products, least(coalesce(sum(size), 0), 9007199254740991)::int8 as bytes, 0 as place from found
                union all (select a.site, coalesce(l.products, 0), coalesce(l.bytes, 0), 1
                from holding a left join there l on l.site = a.site order by a.site limit 1000) order by place, site""",
                bound);
    }

    /** Of these ids those that there are not for the caller, and on every row how many these are. */
    static SqlText gone(List<String> ids, Viewer caller, int limit, Instant now) {
        SqlText sql = new SqlText()
                .add(
                        "select asked.id, count(*) over () as n from unnest(?::text[]) as asked(id) where not exists"
                                + " (select 1 from product p where p.obs_publisher_did = asked.id and not p.withdrawn",
                        (Object) ids.toArray(String[]::new));
        new ProductPredicate(sql).visible(caller, now);
        return sql.add(") order by asked.id limit ?", limit);
    }

    /**
     * Products by id, with whether the caller may see each: what is null of a right is no right. How many were {@code found} is
     * more than there are rows when these have too many bytes.
     */
    static SqlText byId(List<String> ids, Viewer caller, Instant now) {
        SqlText sql = new SqlText().add("select " + ProductRow.COLUMNS + ", coalesce(true");
        new ProductPredicate(sql).visible(caller, now);
        return sql.add(", false) as visible from product p where p.obs_publisher_did = any (?)", (Object)
                        ids.toArray(String[]::new))
                .within(ProductRow.WEIGHT, "obs_publisher_did", LISTED_BYTES);
    }

    static SqlText replicas(List<String> ids) {
        return new SqlText()
                .add("select * from replica where obs_publisher_did = any (?)", (Object) ids.toArray(String[]::new))
                .within(ProductRow.REPLICA_WEIGHT, "obs_publisher_did, site", COPIES_BYTES);
    }

    /** Of these ids, those that the caller may see, briefly. */
    static SqlText inputs(List<String> ids, Viewer caller, int limit, Instant now) {
        SqlText sql = new SqlText()
                .add("select p.obs_publisher_did, p.obs_title, p.obs_collection from product p where not p.withdrawn");
        new ProductPredicate(sql).visible(caller, now);
        return sql.add(
                " and p.obs_publisher_did = any (?) order by p.obs_publisher_did limit ?",
                ids.toArray(String[]::new),
                limit);
    }

    /** Products made from this one, briefly. */
    static SqlText outputs(String id, Viewer caller, int limit, Instant now) {
        SqlText sql = new SqlText()
                .add("select p.obs_publisher_did, p.obs_title, p.obs_collection from product p where not p.withdrawn");
        new ProductPredicate(sql).visible(caller, now);
        return sql.add(" and p.input_ids @> ? order by p.obs_publisher_did limit ?", new String[] {id}, limit);
    }

    /** Of these ids, those of which the caller may know; in their order. */
    static SqlText known(List<String> ids, Viewer caller, Instant now) {
        SqlText sql = new SqlText()
                .add(
                        "select p.obs_publisher_did from unnest(?::text[]) with ordinality as asked(id, place)"
                                + " join product p on p.obs_publisher_did = asked.id where true",
                        (Object) ids.toArray(String[]::new));
        new ProductPredicate(sql).visible(caller, now);
        return sql.add(" order by asked.place");
    }

    /** What decides about the rights to these products; in the ids' order. */
    static SqlText rights(List<String> ids) {
        return new SqlText()
                .add(
                        "select p.obs_publisher_did, p.data_rights, p.obs_release_date, p.archive, p.owner_issuer,"
                                + " p.owner_subject, p.team, p.withdrawn from unnest(?::text[]) with ordinality as"
                                + " asked(id, place) join product p on p.obs_publisher_did = asked.id"
                                + " order by asked.place",
                        (Object) ids.toArray(String[]::new));
    }

    /**
     * Rows of (site, collection, products, bytes), of the largest collections first: what the sites hold of products of which the
     * caller may know. A row without a collection sums the site.
     */
    static SqlText holdings(Viewer caller, int collections, Instant now) {
        SqlText sql = new SqlText()
                .add(
                        "with open as (select h.site, h.obs_collection, sum(h.products)::int8 as products,"
                                + " least(sum(h.bytes), 9007199254740991)::int8 as bytes from holding_collection h where h.products > 0");
        ProductPredicate.rights(sql, "h", caller, now);
        return sql.add(
                """
                 group by 1, 2), ranked as (select *, row_number() over
                (partition by site order by bytes desc, obs_collection) as place from open)
                select a.site, null as obs_collection, coalesce(sum(o.products), 0)::int8 as products,
                least(coalesce(sum(o.bytes), 0), 9007199254740991)::int8 as bytes, 0::int8 as place
                from (select site from holding order by site limit 1000) a left join open o on o.site = a.site group by a.site
                union all select site, obs_collection, products, bytes, place from ranked where place <= ?
                order by site, place""",
                collections);
    }
}
