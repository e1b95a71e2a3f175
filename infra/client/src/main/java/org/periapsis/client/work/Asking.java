package org.periapsis.client.work;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.periapsis.client.Ids;
import org.periapsis.client.Surroundings;
import org.periapsis.client.basket.Baskets;
import org.periapsis.client.json.Json;
import org.periapsis.client.server.Api;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a session and a job are asked for with: a datalab, products, resources. */
public final class Asking {
    /** About inputs that are at another site. */
    enum Wish {
        WAIT,
        REMOTE,
        REPLICATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", paramLabel = "DATALAB", description = "The datalab; DATALAB@VERSION for one version.")
    private String datalab;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ID",
            description = "Product ids; - takes them from standard input.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--basket", description = "On what is in your basket.")
    private boolean basket;

    @Option(
            names = "--query",
            paramLabel = "QUERY",
            description = "On what a search finds, such as `find --print-query` prints.")
    private String query;

    @Option(names = "--name", paramLabel = "NAME", description = "A name for it.")
    private String name;

    @Option(
            names = "--wish",
            paramLabel = "WISH",
            description = "About inputs at another site: ${COMPLETION-CANDIDATES}.")
    private Wish wish;

    @Option(names = "--cores", paramLabel = "N", description = "Processor cores.")
    private Double cores;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory: 4GiB, 512MiB.")
    private Quantities.Memory memory;

    @Option(names = "--gpus", paramLabel = "N", description = "Graphics processors.")
    private Integer gpus;

    @Option(names = "--team", paramLabel = "TEAM", description = "The team that it is for.")
    private String team;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @return the request's body */
    public Json body(Api api, Surroundings surroundings) throws IOException {
        if ((words.isEmpty() ? 0 : 1) + (basket ? 1 : 0) + (query == null ? 0 : 1) > 1) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "give ids, --basket or --query, one of them");
        }
        int at = datalab.indexOf('@');
        Json body = Json.object()
                .put(
                        "datalab",
                        Json.object()
                                .put("id", at < 0 ? datalab : datalab.substring(0, at))
                                .put("version", at < 0 ? null : datalab.substring(at + 1)))
                .put("name", name)
                .put("wish", wish == null ? null : wish.toString())
                .put("team", team);
        Json resources = Json.object()
                .put("cores", cores)
                .put("memory_mib", memory == null ? null : memory.mebibytes())
                .put("gpus", gpus);
        if (!resources.isEmpty()) {
            body.put("resources", resources);
        }
        return selection(body, api, surroundings);
    }

    private Json selection(Json body, Api api, Surroundings surroundings) throws IOException {
        if (query != null) {
            return body.put("query", query);
        }
        if (basket) {
            Baskets.Basket mine = new Baskets(api).read();
            if (mine.query().isPresent()) {
                return body.put("query", mine.query().get());
            }
            if (mine.ids().isEmpty()) {
                throw new IOException("Your basket is empty: `periapsis basket add` puts products in");
            }
            return body.put("ids", mine.ids());
        }
        return words.isEmpty() ? body : body.put("ids", Ids.given(words, surroundings));
    }
}
