package org.periapsis.kit.json;

import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/** Has Vert.x read JSON by {@link BoundedJsonCodec} in every program that has this module: found as a service. */
public final class BoundedJsonFactory implements JsonFactory {
    private static final BoundedJsonCodec CODEC = new BoundedJsonCodec();

    @Override
    public int order() {
        return 0;
    }

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
