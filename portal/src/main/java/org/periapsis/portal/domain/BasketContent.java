package org.periapsis.portal.domain;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.periapsis.events.door.Flaw;
import org.periapsis.events.door.Ids;
import org.periapsis.events.door.Text;

/**
 * What is in a basket: listed products, or all that a query finds whenever it is looked at.
 *
 * @param name for people
 * @param ids product ids; empty with a query
 * @param query the query string of {@code GET /products}
 */
public record BasketContent(String name, List<String> ids, Optional<String> query) {
    /** Products a basket may list; what is more is a query. */
    public static final int MOST = 10_000;

    /** UTF-8 bytes of all ids together: a basket is one record on the log. */
    public static final int MOST_BYTES = 800_000;

    /** Of a query string. */
    public static final int LONGEST_QUERY = 8_192;

    public static final String USUAL_NAME = "Basket";
    public static final BasketContent NOTHING = new BasketContent(USUAL_NAME, List.of(), Optional.empty());

    private static final Text NAME = new Text(100, false);
    private static final Text ID = new Text(Ids.PRODUCT_BYTES, false);
    /** Parameters of a query whose values are ids of products. */
    private static final Set<String> BY_ID = Set.of("obs_publisher_did", "input");
    /** What a person looked at last is no part of what they selected. */
    private static final Set<String> VIEW_ONLY = Set.of("limit", "after", "facets", "total", "sort");

    public BasketContent {
        ids = List.copyOf(ids);
    }

    /**
     * @return the list without repeats; the order stays
     * @throws IllegalArgumentException when a basket cannot hold it
     */
    public static BasketContent listed(String name, List<String> ids) {
        List<String> distinct = ids.stream().distinct().toList();
        if (distinct.size() > MOST) {
            throw new IllegalArgumentException("ids has " + distinct.size() + " products; " + MOST + " is the most");
        }
        long bytes = 0;
        for (String id : distinct) {
            if (ID.flaw("ids", id).isPresent()) {
                throw new IllegalArgumentException("ids has one that is blank, longer than " + Ids.PRODUCT_BYTES
                        + " characters, or has characters no id has");
            }
            bytes += id.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("ids has " + bytes + " bytes; " + MOST_BYTES + " is the most");
        }
        return new BasketContent(name, distinct, Optional.empty());
    }

    /**
     * @param query as in a URL, with or without its question mark; page, order and counts are left out of what is kept
     * @throws IllegalArgumentException when it is too long, or is no query string
     */
    public static BasketContent found(String name, String query) {
        String text = query.startsWith("?") ? query.substring(1) : query;
        if (text.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException(
                    "query has " + text.length() + " characters; " + LONGEST_QUERY + " is the most");
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '#')) {
            throw new IllegalArgumentException("query has a character that a query string writes percent-encoded");
        }
        if (!Text.plain(decoded(text))) {
            throw new IllegalArgumentException("query has an encoded character that no text has");
        }
        String kept = Arrays.stream(text.split("&", -1))
                .filter(part -> !part.isEmpty() && !VIEW_ONLY.contains(part.replaceFirst("=.*", "")))
                .collect(Collectors.joining("&"));
        return new BasketContent(name, List.of(), Optional.of(kept));
    }

    /** @throws IllegalArgumentException when it is no name */
    public static String name(String name) {
        Optional<Flaw> flaw = NAME.flaw("name", name);
        if (flaw.isPresent()) {
            throw new IllegalArgumentException("name is no name: " + flaw.get().detail());
        }
        return NAME.of("name", name).strip();
    }

    private static String decoded(String query) {
        try {
            return URLDecoder.decode(query, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("query has a percent sign without two hexadecimal digits", e);
        }
    }

    /** The products that it names: those that are listed, or that its query asks for by their ids. */
    public Set<String> named() {
        return query.map(text -> Arrays.stream(text.split("&", -1))
                        .filter(part -> BY_ID.contains(part.replaceFirst("=.*", "")) && part.contains("="))
                        .map(part -> URLDecoder.decode(part.substring(part.indexOf('=') + 1), StandardCharsets.UTF_8))
                        .filter(id -> !id.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()))
                .orElseGet(() -> Set.copyOf(ids));
    }

    /** The same for somebody who may know of some of its products only; a query that names others is not theirs to see. */
    public BasketContent knowing(Set<String> known) {
        if (known.containsAll(named())) {
            return this;
        }
        return new BasketContent(name, ids.stream().filter(known::contains).toList(), Optional.empty());
    }

    public boolean isEmpty() {
        return ids.isEmpty() && query.isEmpty();
    }
}
