package org.periapsis.events.evolution;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** The registry's FULL rule: each of two schemas reads what the other wrote. */
final class Compatibility {
    private Compatibility() {}

    /** @return what stands in the way, in both directions; empty when nothing does */
    static List<String> obstacles(Schema a, Schema b) {
        return Stream.concat(obstaclesReading(a, b), obstaclesReading(b, a)).toList();
    }

    private static Stream<String> obstaclesReading(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(Compatibility::text);
    }

    private static String text(Incompatibility obstacle) {
        return obstacle.getType() + " at " + obstacle.getLocation() + ": " + obstacle.getMessage();
    }
}
