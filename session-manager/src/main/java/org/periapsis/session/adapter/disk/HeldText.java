package org.periapsis.session.adapter.disk;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.Outcome;
import org.periapsis.events.RunExited;
import org.periapsis.events.RunLost;
import org.periapsis.events.RunPlaced;
import org.periapsis.session.domain.agent.Held;

/** A held run as one line of JSON: each record of its file is whole, so that the one before stands in for a spoiled one. */
final class HeldText {

    private static final String PLACED = "placed.avro";
    private static final String EXITED = "exited.avro";
    private static final String LOST = "lost.avro";
    private static final String STATE = "state.properties";

    private HeldText() {}

    static String of(Held held) throws IOException {
        JsonObject json = new JsonObject()
                .put("placed", AvroText.of(held.placed()))
                .put("token", held.token())
                .put("phase", held.phase().name());
        held.expires().ifPresent(until -> json.put("expires", until.toString()));
        held.stop()
                .ifPresent(stop -> json.put(
                        "stop",
                        new JsonObject()
                                .put("outcome", stop.outcome().name())
                                .put("reason", stop.reason())
                                .put("concluded", stop.concluded())));
        if (held.report().isPresent()) {
            SpecificRecord report = held.report().get();
            json.put(report instanceof RunLost ? "lost" : "exited", AvroText.of(report));
        }
        return json.encode();
    }

    /** @throws RuntimeException when it is no such line */
    static Held read(String text) throws IOException {
        JsonObject json = new JsonObject(text);
        Optional<SpecificRecord> report = Optional.empty();
        if (json.containsKey("exited")) {
            report = Optional.of(AvroText.read(json.getString("exited"), RunExited.class));
        } else if (json.containsKey("lost")) {
            report = Optional.of(AvroText.read(json.getString("lost"), RunLost.class));
        }
        return new Held(
                AvroText.read(json.getString("placed"), RunPlaced.class),
                json.getString("token"),
                Held.Phase.valueOf(json.getString("phase")),
                Optional.ofNullable(json.getString("expires")).map(Instant::parse),
                Optional.ofNullable(json.getJsonObject("stop"))
                        .map(stop -> new Held.Stop(
                                Outcome.valueOf(stop.getString("outcome")),
                                stop.getString("reason"),
                                stop.getBoolean("concluded"))),
                report);
    }

    /** Reads the several files of earlier versions; empty when there are none. */
    static Optional<Held> earlier(Path run) throws IOException {
        if (Files.notExists(run.resolve(STATE))) {
            return Optional.empty();
        }
        Properties state = new Properties();
        state.load(new StringReader(Files.readString(run.resolve(STATE))));
        Optional<SpecificRecord> report = Optional.empty();
        if (Files.exists(run.resolve(EXITED))) {
            report = Optional.of(AvroText.read(Files.readAllBytes(run.resolve(EXITED)), RunExited.class));
        } else if (Files.exists(run.resolve(LOST))) {
            report = Optional.of(AvroText.read(Files.readAllBytes(run.resolve(LOST)), RunLost.class));
        }
        Optional<Held.Stop> stop = Optional.ofNullable(state.getProperty("stop.outcome"))
                .map(outcome -> new Held.Stop(
                        Outcome.valueOf(outcome),
                        state.getProperty("stop.reason"),
                        Boolean.parseBoolean(state.getProperty("stop.concluded"))));
        return Optional.of(new Held(
                AvroText.read(Files.readAllBytes(run.resolve(PLACED)), RunPlaced.class),
                state.getProperty("token"),
                Held.Phase.valueOf(state.getProperty("phase")),
                Optional.ofNullable(state.getProperty("expires")).map(Instant::parse),
                stop,
                report));
    }
}
