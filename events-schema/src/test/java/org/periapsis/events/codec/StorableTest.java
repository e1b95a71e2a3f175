package org.periapsis.events.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.periapsis.events.ManifestRef;
import org.periapsis.events.ObsCore;
import org.periapsis.events.ProductIngested;
import org.periapsis.events.ProductWithdrawn;
import org.periapsis.events.SessionRenewalRequested;
import org.periapsis.events.SessionRequested;

/** A record that some store cannot take is bad when it is read, whoever wrote it, and this build writes none. */
class StorableTest {
    private final EventCodec codec = new EventCodec(new FakeSchemaIds());
    private final Samples samples = new Samples(3, Samples.Optionals.PRESENT);

    @Test
    void aTextWithNulIsBad() throws IOException {
        assertThat(reasonOf(product(named("a\u0000b")))).contains("U+0000");
    }

    @Test
    void aTextThatIsNotUtf8IsBad() throws IOException {
        byte[] value = bytes(product(named("QZQ")));
        int at = new String(value, StandardCharsets.ISO_8859_1).indexOf("QZQ");
        value[at + 1] = (byte) 0xED;
        assertThat(codec.decode(value, headers(product(named("x")))))
                .isInstanceOfSatisfying(
                        Decoded.Bad.class, bad -> assertThat(bad.reason()).contains("UTF-8"));
    }

    @Test
    void aTimeBeyondFourDigitYearsIsBad() throws IOException {
        Instant far = Instant.parse("+300000-01-01T00:00:00Z");
        SpecificRecord nested =
                product(ObsCore.newBuilder(named("x")).setObsReleaseDate(far).build());
        assertThat(reasonOf(nested)).contains("obs_release_date");
        SpecificRecord renewal = SessionRenewalRequested.newBuilder(
                        (SessionRenewalRequested) samples.event(SessionRenewalRequested.class))
                .setExpiresAt(far)
                .build();
        assertThat(reasonOf(renewal)).contains("expires_at");
        assertThatThrownBy(() -> codec.value(renewal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expires_at");
    }

    @Test
    void aNumberThatIsNotFiniteIsBad() throws IOException {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            SpecificRecord product =
                    product(ObsCore.newBuilder(named("x")).setSRa(number).build());
            assertThat(reasonOf(product)).contains(String.valueOf(number));
            assertThatThrownBy(() -> codec.value(product)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAmountOfBytesThatSumsCannotHoldIsBad() throws IOException {
        for (long size : new long[] {-1, (1L << 50) + 1, Long.MAX_VALUE}) {
            SpecificRecord product = ProductIngested.newBuilder((ProductIngested) product(named("x")))
                    .setSize(size)
                    .build();
            assertThat(reasonOf(product)).contains(size + " in size");
            assertThatThrownBy(() -> codec.value(product)).isInstanceOf(IllegalArgumentException.class);
        }
        for (long bytes : new long[] {-8_520_810_494_984_978_432L, 1L << 53}) {
            SpecificRecord request = SessionRequested.newBuilder(
                            (SessionRequested) samples.event(SessionRequested.class))
                    .setManifest(new ManifestRef("a", "b", 1, bytes))
                    .build();
            assertThat(reasonOf(request)).contains(bytes + " in bytes");
            assertThatThrownBy(() -> codec.value(request)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHeaderWithNulOrAFarTimeIsBad() {
        SpecificRecord data = samples.event(ProductWithdrawn.class);
        for (String name : new String[] {EventHeaders.ID, EventHeaders.SOURCE, EventHeaders.SUBJECT}) {
            Headers headers = headers(data).remove(name).add(name, new byte[] {'a', 0});
            assertThat(codec.decode(codec.value(data), headers)).as(name).isInstanceOf(Decoded.Bad.class);
        }
        Headers late = headers(data)
                .remove(EventHeaders.TIME)
                .add(EventHeaders.TIME, "+300000-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        assertThat(codec.decode(codec.value(data), late)).isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void nulIsWrittenAsTheReplacementCharacter() {
        SpecificRecord data = product(named("a\u0000b"));
        assertThat(codec.decode(codec.value(data), headers(data)))
                .isInstanceOfSatisfying(Decoded.Known.class, known -> assertThat(
                                ((ProductIngested) known.event().data())
                                        .getObscore()
                                        .getTargetName())
                        .isEqualTo("a\ufffdb"));
    }

    private ObsCore named(String target) {
        ProductIngested sample = (ProductIngested) samples.event(ProductIngested.class);
        return ObsCore.newBuilder(sample.getObscore()).setTargetName(target).build();
    }

    private SpecificRecord product(ObsCore obscore) {
        return ProductIngested.newBuilder((ProductIngested) samples.event(ProductIngested.class))
                .setObscore(obscore)
                .build();
    }

    private String reasonOf(SpecificRecord data) throws IOException {
        Decoded decoded = codec.decode(bytes(data), headers(data));
        assertThat(decoded).isInstanceOf(Decoded.Bad.class);
        return ((Decoded.Bad) decoded).reason();
    }

    /** As another program might write it. */
    private static byte[] bytes(SpecificRecord data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[5]);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<>(data.getSchema(), SpecificData.getForClass(data.getClass())).write(data, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private Headers headers(SpecificRecord data) {
        Headers headers = new RecordHeaders();
        codec.headers(
                new Event<>("id-1", "/sites/esac/ingest", "ivo://a/b?c", Instant.EPOCH, Optional.empty(), data),
                headers);
        return headers;
    }
}
