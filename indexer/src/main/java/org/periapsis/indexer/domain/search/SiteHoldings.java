package org.periapsis.indexer.domain.search;

/**
 * What a site holds.
 *
 * @param products replicas held
 * @param bytes their sizes' sum
 */
public record SiteHoldings(String site, long products, long bytes) {}
