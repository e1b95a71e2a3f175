package org.periapsis.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.periapsis.events.JobSubmitted;
import org.periapsis.events.ProductWithdrawn;

class HostileBytesTest {
    private static final int PREFIX = 5;
    private final EventCodec codec = new EventCodec(new FakeSchemaIds());

    @ParameterizedTest
    @MethodSource("org.periapsis.events.codec.Samples#types")
    void refusesABodyCutAnywhere(Class<? extends SpecificRecord> type) {
        SpecificRecord data = new Samples(3, Samples.Optionals.PRESENT).event(type);
        byte[] value = codec.value(data);

        for (int length = 0; length < value.length; length++) {
            assertThat(codec.decode(Arrays.copyOf(value, length), headers(data)))
                    .as("%d of %d bytes", length, value.length)
                    .isInstanceOf(Decoded.Bad.class);
        }
    }

    @ParameterizedTest
    @MethodSource("org.periapsis.events.codec.Samples#types")
    void answersToRandomBytesWithoutThrowing(Class<? extends SpecificRecord> type) {
        Random random = new Random(20261122);
        SpecificRecord data = new Samples(4, Samples.Optionals.EITHER).event(type);
        Headers headers = headers(data);
        for (int i = 0; i < 2_000; i++) {
            byte[] value = new byte[PREFIX + random.nextInt(200)];
            random.nextBytes(value);
            value[0] = 0;
            assertThatCode(() -> codec.decode(value, headers)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("org.periapsis.events.codec.Samples#types")
    void answersToFlippedBitsWithoutThrowing(Class<? extends SpecificRecord> type) {
        Random random = new Random(42);
        SpecificRecord data = new Samples(5, Samples.Optionals.PRESENT).event(type);
        Headers headers = headers(data);
        byte[] good = codec.value(data);
        for (int i = 0; i < 2_000; i++) {
            byte[] value = good.clone();
            value[PREFIX + random.nextInt(value.length - PREFIX)] ^= (byte) (1 << random.nextInt(8));
            assertThatCode(() -> codec.decode(value, headers)).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesATextOfTwoGigabytesWithoutAllocatingIt() throws IOException {
        SpecificRecord data = new Samples(6, Samples.Optionals.ABSENT).event(ProductWithdrawn.class);

        assertThat(codec.decode(framed(Integer.MAX_VALUE - 8L), headers(data))).isInstanceOf(Decoded.Bad.class);
        assertThat(codec.decode(framed(-1), headers(data))).isInstanceOf(Decoded.Bad.class);
        assertThat(codec.decode(framed(Long.MIN_VALUE), headers(data))).isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void refusesAnArrayOfTwoThousandMillionItemsWithoutAllocatingIt() throws IOException {
        JobSubmitted job = (JobSubmitted) new Samples(6, Samples.Optionals.ABSENT).event(JobSubmitted.class);
        byte[] value = codec.value(job);
        byte[] shards = framed(job.getShards().size());
        byte[] hostile = framed(Integer.MAX_VALUE - 8L);
        int refused = 0;

        for (int at = PREFIX; at < value.length; at++) {
            if (value[at] == shards[PREFIX]) {
                ByteArrayOutputStream swapped = new ByteArrayOutputStream();
                swapped.write(value, 0, at);
                swapped.write(hostile, PREFIX, hostile.length - PREFIX);
                swapped.write(value, at + 1, value.length - at - 1);
                refused += codec.decode(swapped.toByteArray(), headers(job)) instanceof Decoded.Bad ? 1 : 0;
            }
        }

        assertThat(refused).isPositive();
    }

    @Test
    void refusesBytesAfterTheBody() {
        SpecificRecord data = new Samples(6, Samples.Optionals.ABSENT).event(ProductWithdrawn.class);
        byte[] value = codec.value(data);

        assertThat(codec.decode(Arrays.copyOf(value, value.length + 3), headers(data)))
                .isEqualTo(new Decoded.Bad("3 bytes after the body"));
    }

    private static byte[] framed(long first) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[PREFIX]);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(first);
        return out.toByteArray();
    }

    private Headers headers(SpecificRecord data) {
        Headers headers = new RecordHeaders();
        codec.headers(new Event<>("id", "/s", "x", Instant.EPOCH, Optional.empty(), data), headers);
        return headers;
    }
}
