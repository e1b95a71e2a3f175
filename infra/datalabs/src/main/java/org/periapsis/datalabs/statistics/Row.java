package org.periapsis.datalabs.statistics;

/**
 * One line of a product's statistics.
 *
 * @param file the file's name
 * @param hdu number of the header-data unit, from 0
 * @param extension its name, or empty
 * @param quantity {@code pixels}, or a table's column
 * @param unit as the file says, or empty
 * @param values the numbers
 */
public record Row(String file, int hdu, String extension, String quantity, String unit, Statistics values) {}
