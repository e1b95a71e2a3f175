package org.periapsis.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.periapsis.cli.DeadLetterDesk.Letter;
import org.periapsis.kit.failure.DeadLetter;
import org.periapsis.kit.failure.Place;
import org.periapsis.kit.failure.SetAside;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What readers of the log have put aside, and what becomes of it. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description =
                "Records that a service put aside because it cannot handle them, and what waits behind them: seen, taken up"
                        + " again or given up. Each word is written to the reader's dead-letter topic; it acts within seconds.",
        subcommands = {
            DlqCommand.ListLetters.class,
            DlqCommand.Show.class,
            DlqCommand.Retry.class,
            DlqCommand.Drop.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Example: periapsis dlq list",
            "         periapsis dlq show esac.periapsis.products.v1:3:1042",
            "         periapsis dlq retry esac.periapsis.products.v1:3:1042 --reader indexer --kafka admin.properties"
        })
final class DlqCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say list, show, retry or drop");
    }

    /** What all of them need. */
    abstract static class Verb implements Callable<Integer> {
        @Mixin
        private KafkaOptions kafka;

        @Option(names = "--reader", paramLabel = "GROUP", description = "Only what this group has put aside.")
        private String reader;

        @Spec
        private CommandSpec spec;

        @Override
        public final Integer call() throws IOException, InterruptedException {
            Optional<Map<String, Object>> client = kafka.client();
            if (client.isEmpty()) {
                return kafka.stack().nothingRuns(spec.commandLine());
            }
            try (DeadLetterDesk desk = new DeadLetterDesk(client.get())) {
                return run(desk);
            } catch (KafkaException e) {
                throw ClientProperties.why(e);
            }
        }

        abstract int run(DeadLetterDesk desk) throws IOException, InterruptedException;

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        List<Letter> letters(DeadLetterDesk desk) {
            return desk.letters().stream()
                    .filter(letter -> reader == null || letter.reader().equals(reader))
                    .toList();
        }

        boolean oneReader() {
            return reader != null;
        }

        CommandLine.ParameterException refuse(String why) {
            return new CommandLine.ParameterException(spec.commandLine(), why);
        }

        /**
         * @throws IOException when nobody has put it aside
         * @throws CommandLine.ParameterException when it is no place, or more than one has put it aside
         */
        Letter at(DeadLetterDesk desk, String text) throws IOException {
            Place place;
            try {
                place = Place.parse(text);
            } catch (IllegalArgumentException e) {
                throw refuse(e.getMessage());
            }
            List<Letter> found = letters(desk).stream()
                    .filter(letter -> letter.entry().place().equals(place))
                    .toList();
            if (found.isEmpty()) {
                throw new IOException("nobody has set aside " + place + (reader == null ? "" : " as reader " + reader));
            }
            if (found.size() > 1) {
                throw refuse("several have set it aside; say --reader: "
                        + String.join(", ", found.stream().map(Letter::reader).toList()));
            }
            return found.get(0);
        }
    }

    /** What is set aside. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "What is set aside: place (topic:partition:offset), reader, state, class, time, key, and why.",
            footer = {"", "Example: periapsis dlq list --kafka admin.properties"})
    static final class ListLetters extends Verb {
        @Option(names = "--all", description = "Also what was released or dropped.")
        private boolean all;

        @Option(names = "--topic", paramLabel = "TOPIC", description = "Only records of this topic.")
        private String topic;

        @Option(names = "--json", description = "Prints a JSON array.")
        private boolean json;

        @Override
        int run(DeadLetterDesk desk) {
            List<Letter> letters = letters(desk).stream()
                    .filter(letter -> all || letter.entry().open())
                    .filter(letter ->
                            topic == null || letter.entry().place().topic().equals(topic))
                    .toList();
            new DeadLetterText(out()).list(letters, json);
            return 0;
        }
    }

    /** One record. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One record as JSON: why it was set aside, its headers, and the event where it can be read.",
            footer = {"", "Example: periapsis dlq show esac.periapsis.products.v1:3:1042"})
    static final class Show extends Verb {
        @Parameters(paramLabel = "PLACE", description = "topic:partition:offset, as list prints it.")
        private String place;

        @Override
        int run(DeadLetterDesk desk) throws IOException {
            Letter letter = at(desk, place);
            new DeadLetterText(out()).show(letter, desk.record(letter));
            return 0;
        }
    }

    /** Says a word on records, and waits for what comes of it. */
    abstract static class Word extends Verb {
        private static final int LOOK_MS = 250;
        /** A reader says that it takes a record up before it does: what fails is set aside again right after. */
        private static final long SETTLE_NS = 2_000_000_000L;

        @Parameters(arity = "0..*", paramLabel = "PLACE", description = "topic:partition:offset, as list prints it.")
        private List<String> places = new ArrayList<>();

        @Option(names = "--all", description = "Everything that the --reader has set aside.")
        private boolean all;

        @Option(names = "--reason", defaultValue = "", description = "Kept with the word.")
        private String reason;

        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "15",
                description = "How long to wait for the reader (default: ${DEFAULT-VALUE}).")
        private int seconds;

        abstract DeadLetter.Kind kind();

        @Override
        final int run(DeadLetterDesk desk) throws IOException, InterruptedException {
            if (places.isEmpty() != all || (all && !oneReader())) {
                throw refuse("name places, or say --all with --reader");
            }
            List<Letter> letters = new ArrayList<>();
            if (all) {
                letters.addAll(letters(desk).stream().filter(Word::failed).toList());
            }
            for (String place : places) {
                letters.add(at(desk, place));
            }
            for (Letter letter : letters) {
                if (!letter.entry().open()) {
                    throw new IOException(
                            letter.entry().place() + " is " + DeadLetterText.state(letter.entry()) + " already");
                }
            }
            int code = 0;
            for (Letter letter : letters) {
                desk.say(kind(), letter, System.getProperty("user.name"), reason);
                code = Math.max(code, told(desk, letter));
            }
            return code;
        }

        /** What waits behind another comes with it. */
        private static boolean failed(Letter letter) {
            return letter.entry().open() && letter.entry().fact().behind().isEmpty();
        }

        private int told(DeadLetterDesk desk, Letter before) throws InterruptedException {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            long settled = Long.MAX_VALUE;
            while (true) {
                SetAside.Entry now = desk.letters().stream()
                        .filter(letter -> letter.topic().equals(before.topic()))
                        .map(Letter::entry)
                        .filter(entry -> entry.place().equals(before.entry().place()))
                        .findFirst()
                        .orElseThrow();
                boolean released = now.state() == SetAside.State.RELEASED;
                if (now.state() == SetAside.State.DROPPED || (released && System.nanoTime() > settled)) {
                    return say(now, DeadLetterText.state(now), 0);
                }
                if (released && settled == Long.MAX_VALUE) {
                    settled = System.nanoTime() + SETTLE_NS;
                }
                if (now.letter() != before.entry().letter()) {
                    return say(now, "failed again: " + now.fact().reason(), 1);
                }
                if (!released && System.nanoTime() > end) {
                    return say(now, before.reader() + " has not taken it up yet; it does when it reads", 1);
                }
                Thread.sleep(LOOK_MS);
            }
        }

        private int say(SetAside.Entry entry, String what, int code) {
            out().println(entry.place() + ": " + what);
            out().flush();
            return code;
        }
    }

    /** Takes up again. */
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description =
                    "Has the reader take up a record again, with what is set aside of the same key, in order. To be"
                            + " said when the cause is mended: what fails again is set aside again (exit code 1).",
            footer = {"", "Example: periapsis dlq retry esac.periapsis.products.v1:3:1042 --reader indexer"})
    static final class Retry extends Word {
        @Override
        DeadLetter.Kind kind() {
            return DeadLetter.Kind.RETRY;
        }
    }

    /** Gives up. */
    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description =
                    "Gives a record up for good: no reader of that group will ever apply it. What waits behind it is"
                            + " taken up.",
            footer = {"", "Example: periapsis dlq drop esac.periapsis.products.v1:3:1042 --reader indexer"})
    static final class Drop extends Word {
        @Override
        DeadLetter.Kind kind() {
            return DeadLetter.Kind.DROPPED;
        }
    }
}
