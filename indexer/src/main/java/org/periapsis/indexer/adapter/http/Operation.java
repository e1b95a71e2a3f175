package org.periapsis.indexer.adapter.http;

/** The operations of openapi.yaml, by their ids. */
enum Operation {
    SEARCH_PRODUCTS("searchProducts"),
    GET_PRODUCT("getProduct"),
    RESOLVE_PRODUCTS("resolveProducts"),
    SUMMARISE_PRODUCTS("summariseProducts"),
    KNOWN_PRODUCTS("knownProducts"),
    PRODUCT_RIGHTS("productRights"),
    SITE_HOLDINGS("siteHoldings"),
    REBUILD_VIEW("rebuildView");

    private final String id;

    Operation(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }
}
