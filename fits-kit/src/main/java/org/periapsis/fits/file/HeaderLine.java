package org.periapsis.fits.file;

/**
 * One card of a header as people read it; a long string that runs over several cards is one.
 *
 * @param keyword empty for a blank one; words of a HIERARCH keyword are parted by blanks
 * @param value unquoted; empty for commentary
 * @param comment the text of COMMENT and HISTORY, too
 */
public record HeaderLine(String keyword, String value, String comment) {}
