package org.periapsis.session.domain.run;

/**
 * A piece of a program's output.
 *
 * @param offset where the piece begins, bytes from the start
 * @param text the piece; bytes that are no UTF-8 appear as U+FFFD
 * @param next the offset to ask for next
 */
public record LogChunk(long offset, String text, long next) {}
