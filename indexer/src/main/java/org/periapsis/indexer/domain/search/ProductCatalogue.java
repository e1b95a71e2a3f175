package org.periapsis.indexer.domain.search;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What can be asked of the view. Every answer holds only what the caller may see at {@code now}, counts included; every
 * stage fails when the store does not answer in time.
 */
public interface ProductCatalogue {
    /** A page of what the filter finds. */
    CompletionStage<Results> search(ProductFilter filter, Caller caller, Page page, Instant now);

    /** How many the filter finds, counted to {@code bound} at most. */
    CompletionStage<Results.Total> count(ProductFilter filter, Caller caller, long bound, Instant now);

    /** Counts by property, over {@code bound} of the filter's products at most. */
    CompletionStage<Results.Facets> facets(ProductFilter filter, Caller caller, long bound, Instant now);

    /** One product, and where it stands in the chain of what was made from what. */
    CompletionStage<Lookup> product(String id, Caller caller, Instant now);

    /** These products for a run of the caller's, or why not. */
    CompletionStage<Resolved> resolve(List<String> ids, Caller caller, Instant now);

    /** What the filter finds, for a run of the caller's. */
    CompletionStage<Resolved> resolve(ProductFilter filter, Caller caller, Page page, Instant now);

    /** What these products amount to. */
    CompletionStage<Summary> summary(List<String> ids, Caller caller, Instant now);

    /** What the filter's products amount to. */
    CompletionStage<Summary> summary(ProductFilter filter, Caller caller, Instant now);

    /** What every site holds. */
    CompletionStage<List<SiteHoldings>> holdings();

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
