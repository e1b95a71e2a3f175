package org.periapsis.indexer.domain.view;

import java.util.Optional;

/**
 * A product in the view.
 *
 * @param content empty when it is as the view has it already
 */
public record Entry(Head head, Optional<Content> content) {}
