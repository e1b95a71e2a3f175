package org.periapsis.kit.service;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.periapsis.kit.observe.Observer;

/**
 * A service that has started.
 *
 * @param stop stops it in order
 * @param observer knows when a thread dies that it cannot do without
 */
public record Running(Supplier<Future<Void>> stop, Observer observer) {}
