package org.periapsis.client.show;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command writes its list. */
public final class Listing {
    private static final Set<Format> USUAL = Set.of(Format.TABLE, Format.TSV, Format.CSV, Format.JSON, Format.NDJSON);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, tsv, csv, json or ndjson (default: table on a terminal, tsv elsewhere).",
            completionCandidates = Names.class)
    private Format format;

    @Option(names = "--no-header", description = "Leaves the line of column names out.")
    private boolean noHeader;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Formats for completion. */
    static final class Names extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(List.of("table", "tsv", "csv", "json", "ndjson"));
        }
    }

    /**
     * @param people columns of a table
     * @param data columns of values for programs
     */
    public Rows rows(Screen screen, List<Column> people, List<Column> data) {
        Format chosen = format(screen, USUAL);
        return rows(screen, chosen, chosen == Format.TABLE ? people : data, !noHeader);
    }

    public Rows rows(Screen screen, List<Column> columns) {
        return rows(screen, columns, columns);
    }

    /** @return whether people read it */
    public boolean forPeople(Screen screen) {
        return format(screen, USUAL) == Format.TABLE;
    }

    /** @return whether programs read it as JSON */
    public boolean json() {
        return format == Format.JSON || format == Format.NDJSON;
    }

    private Format format(Screen screen, Set<Format> possible) {
        if (format == null) {
            return screen.terminal().out() ? Format.TABLE : Format.TSV;
        }
        if (!possible.contains(format)) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "-o " + format + " is not for this command; see --help");
        }
        return format;
    }

    /** @return rows of one of the usual formats */
    public static Rows rows(Screen screen, Format format, List<Column> columns, boolean header) {
        return switch (format) {
            case TABLE -> new TableRows(screen, columns, header);
            case TSV -> new SeparatedRows(screen, columns, false, header);
            case CSV -> new SeparatedRows(screen, columns, true, header);
            case JSON -> new JsonRows(screen, true);
            case NDJSON -> new JsonRows(screen, false);
            case VOTABLE, IDS -> throw new IllegalArgumentException(format + " is written by those who have it");
        };
    }
}
