package org.periapsis.indexer.domain.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.periapsis.kit.rights.ProductRights;
import org.periapsis.kit.rights.Viewer;

/**
 * What can be asked of the view. Every answer holds only what the caller may see at {@code now}, counts included; every
 * stage fails when the store does not answer in time.
 */
public interface ProductCatalogue {
    /** A page of what the filter finds. */
    CompletionStage<Results> search(ProductFilter filter, Viewer caller, Page page, Instant now);

    /** How many the filter finds, counted to {@code bound} at most. */
    CompletionStage<Results.Total> count(ProductFilter filter, Viewer caller, long bound, Instant now);

    /** Counts by property, over {@code bound} of the filter's products at most. */
    CompletionStage<Results.Facets> facets(ProductFilter filter, Viewer caller, long bound, Instant now);

    /** One product, and where it stands in the chain of what was made from what. */
    CompletionStage<Lookup> product(String id, Viewer caller, Instant now);

    /** These products for a run of the caller's, or why not. */
    CompletionStage<Resolved> resolve(List<String> ids, Viewer caller, Instant now);

    /** What the filter finds, for a run of the caller's. */
    CompletionStage<Resolved> resolve(ProductFilter filter, Viewer caller, Page page, Instant now);

    /** What these products amount to. */
    CompletionStage<Summary> summary(List<String> ids, Viewer caller, Instant now);

    /** What the filter's products amount to. */
    CompletionStage<Summary> summary(ProductFilter filter, Viewer caller, Instant now);

    /** What every site holds of what the caller may know of. */
    CompletionStage<List<SiteHoldings>> holdings(Viewer caller, Instant now);

    /** Of these ids those of which the caller may know, withdrawn ones among them; in their order. */
    CompletionStage<List<String>> known(List<String> ids, Viewer caller, Instant now);

    /** What decides who may know of these products, whoever asks: for services. */
    CompletionStage<Map<String, ProductRights>> rights(List<String> ids);

    /** What was asked for by ids has more metadata than one answer may have. */
    final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TooMuch() {
            super("more metadata than one answer may have");
        }
    }

    /** What became of looking for one product. */
    sealed interface Lookup {
        /** Here it is. */
        record Found(ProductDetail detail) implements Lookup {}

        /** The caller could see it, but it was taken back. */
        record Withdrawn() implements Lookup {}

        /** No such product, or not for this caller: which of the two is not told. */
        record Missing() implements Lookup {}
    }
}
