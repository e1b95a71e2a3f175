package org.periapsis.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.topic.Topic;

class EventCodecTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final FakeSchemaIds registry = new FakeSchemaIds();
    private final EventCodec codec = new EventCodec(registry);

    static Stream<Arguments> everyTypeAndItsOptionals() {
        return Samples.types()
                .flatMap(type -> Stream.of(Samples.Optionals.values()).map(o -> Arguments.of(type, o)));
    }

    @ParameterizedTest
    @MethodSource("everyTypeAndItsOptionals")
    void readsBackWhatItWrote(Class<? extends SpecificRecord> type, Samples.Optionals optionals) {
        Samples samples = new Samples(type.hashCode(), optionals);
        for (int i = 0; i < 20; i++) {
            Event<SpecificRecord> event = event(samples.event(type));

            assertThat(codec.decode(codec.value(event.data()), headers(event))).isEqualTo(new Decoded.Known(event));
        }
    }

    @Test
    void writesTheConfluentWireFormat() {
        codec.value(withdrawn());
        SpecificRecord second = new Samples(1, Samples.Optionals.PRESENT).event(ProductIngested.class);

        ByteBuffer value = ByteBuffer.wrap(codec.value(second));

        assertThat(value.get()).isZero();
        assertThat(value.getInt()).isEqualTo(2);
        assertThat(Arrays.copyOfRange(value.array(), value.position(), value.limit()))
                .isEqualTo(Samples.encode(Samples.decode(
                        Arrays.copyOfRange(value.array(), 5, value.limit()), second.getSchema(), second.getSchema())));
    }

    @Test
    void writesHighSchemaIdsBigEndian() {
        SchemaIds high = new SchemaIds() {
            @Override
            public int idOf(String subject, Schema schema) {
                return 0x81020304;
            }

            @Override
            public Optional<Schema> schemaOf(int id) {
                return Optional.empty();
            }
        };

        assertThat(Arrays.copyOf(new EventCodec(high).value(withdrawn()), 5))
                .containsExactly(0x00, (byte) 0x81, 0x02, 0x03, 0x04);
    }

    @Test
    void writesTheCloudEventsKafkaBinding() {
        Headers headers = headers(event(withdrawn()));

        assertThat(texts(headers))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "id-1")
                .containsEntry("ce_source", "/sites/esac/ingest")
                .containsEntry("ce_type", "org.periapsis.ProductWithdrawn")
                .containsEntry("ce_subject", "ivo://a/b?c")
                .containsEntry("ce_time", "2026-11-22T01:02:03.004Z")
                .containsEntry("content-type", "application/avro")
                .containsEntry("traceparent", TRACE)
                .hasEntrySatisfying("periapsis-schema", v -> assertThat(v).matches("[0-9a-f]{64}"))
                .hasSize(9);
    }

    @Test
    void leavesTheTraceHeaderOutWhereThereIsNoTrace() {
        Headers headers = new RecordHeaders();
        codec.headers(new Event<>("id", "/s", "x", Instant.EPOCH, Optional.empty(), withdrawn()), headers);

        assertThat(headers.lastHeader("traceparent")).isNull();
    }

    @Test
    void asksTheRegistryOncePerType() {
        codec.register(Topic.PRODUCTS);
        codec.register(Topic.PRODUCTS);
        codec.value(withdrawn());

        assertThat(registry.calls()).isEqualTo(3);
    }

    @Test
    void readsByFingerprintWithoutTheRegistry() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());
        EventCodec offline = new EventCodec(new FakeSchemaIds().down(true));

        assertThat(offline.decode(value, headers(event))).isEqualTo(new Decoded.Known(event));
    }

    @Test
    void readsByIdWhereTheFingerprintIsMissingOrForeign() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());
        Headers missing = without(headers(event), EventHeaders.SCHEMA);
        Headers foreign = with(headers(event), EventHeaders.SCHEMA, "0".repeat(64));

        assertThat(codec.decode(value, missing)).isEqualTo(new Decoded.Known(event));
        assertThat(codec.decode(value, foreign)).isEqualTo(new Decoded.Known(event));
    }

    @Test
    void saysThatTheRegistryIsDownInsteadOfGivingUpTheRecord() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());
        Headers headers = without(headers(event), EventHeaders.SCHEMA);
        registry.down(true);

        assertThatThrownBy(() -> codec.decode(value, headers)).isInstanceOf(SchemaIds.RegistryUnavailable.class);
        assertThatThrownBy(() -> codec.value(new Samples(1, Samples.Optionals.ABSENT).event(ProductIngested.class)))
                .isInstanceOf(SchemaIds.RegistryUnavailable.class);
    }

    @Test
    void refusesAnIdThatNoRegistryHas() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());
        value[4] = 99;

        assertThat(codec.decode(value, without(headers(event), EventHeaders.SCHEMA)))
                .isInstanceOfSatisfying(
                        Decoded.Bad.class, bad -> assertThat(bad.reason()).contains("99"));
    }

    @Test
    void passesOnTheTypeItDoesNotKnow() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());

        assertThat(codec.decode(value, with(headers(event), EventHeaders.TYPE, "org.periapsis.ProductPolished")))
                .isEqualTo(new Decoded.Unknown("org.periapsis.ProductPolished", "id-1"));
        assertThat(codec.decode(value, with(headers(event), EventHeaders.TYPE, "com.example.ProductWithdrawn")))
                .isEqualTo(new Decoded.Unknown("com.example.ProductWithdrawn", "id-1"));
    }

    @Test
    void refusesARecordWithoutItsHeaders() {
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());

        for (String name : new String[] {EventHeaders.TYPE, EventHeaders.ID, EventHeaders.TIME}) {
            assertThat(codec.decode(value, without(headers(event), name)))
                    .isInstanceOfSatisfying(
                            Decoded.Bad.class, bad -> assertThat(bad.reason()).contains(name));
        }
    }

    @Test
    void refusesWhatIsNotInTheWireFormat() {
        Headers headers = headers(event(withdrawn()));

        assertThat(codec.decode(null, headers)).isInstanceOf(Decoded.Bad.class);
        assertThat(codec.decode(new byte[0], headers)).isInstanceOf(Decoded.Bad.class);
        assertThat(codec.decode(new byte[] {0, 0, 0, 1}, headers)).isInstanceOf(Decoded.Bad.class);
        assertThat(codec.decode("{\"json\":true}".getBytes(StandardCharsets.UTF_8), headers))
                .isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void refusesTheBodyOfAnotherType() {
        codec.register(Topic.PRODUCTS);
        Event<SpecificRecord> event = event(withdrawn());
        byte[] value = codec.value(event.data());
        Headers headers = with(headers(event), EventHeaders.TYPE, "org.periapsis.ProductIngested");

        assertThat(codec.decode(value, headers)).isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void refusesToWriteWhatIsNoEvent() {
        SpecificRecord part = new Samples(1, Samples.Optionals.ABSENT).event(ObsCore.class);

        assertThatThrownBy(() -> codec.value(part)).isInstanceOf(IllegalArgumentException.class);
    }

    private static SpecificRecord withdrawn() {
        return new Samples(7, Samples.Optionals.PRESENT).event(ProductWithdrawn.class);
    }

    private static Event<SpecificRecord> event(SpecificRecord data) {
        Instant time = Instant.parse("2026-11-22T01:02:03.004Z");
        return new Event<>("id-1", "/sites/esac/ingest", "ivo://a/b?c", time, Optional.of(TRACE), data);
    }

    private Headers headers(Event<?> event) {
        Headers headers = new RecordHeaders();
        codec.headers(event, headers);
        return headers;
    }

    private static Headers without(Headers headers, String name) {
        return headers.remove(name);
    }

    private static Headers with(Headers headers, String name, String value) {
        return headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new LinkedHashMap<>();
        headers.forEach(h -> texts.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return texts;
    }
}
