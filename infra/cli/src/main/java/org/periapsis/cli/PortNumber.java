package org.periapsis.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port as somebody types it; 0 for any free one. */
final class PortNumber implements ITypeConverter<Integer> {
    private static final int LAST = 65_535;

    @Override
    public Integer convert(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= LAST) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no port: a number from 0 to " + LAST);
        }
        throw new TypeConversionException("there is no port " + text + ": a number from 0 to " + LAST);
    }
}
