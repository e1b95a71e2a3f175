package org.periapsis.kit.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.kit.failure.FailureClass.FAULT;
import static org.periapsis.kit.failure.FailureClass.OUTAGE;
import static org.periapsis.kit.failure.FailureClass.POISON;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.MalformedInputException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.kit.kafka.KafkaEventPublisher.PublishFailed;

class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "08006, OUTAGE",
        "53100, OUTAGE",
        "53300, OUTAGE",
        "57P01, OUTAGE",
        "57014, OUTAGE",
        "55P03, OUTAGE",
        "40001, OUTAGE",
        "40P01, OUTAGE",
        "58030, OUTAGE",
        "28P01, OUTAGE",
        "3D000, OUTAGE",
        "3F000, OUTAGE",
        "42P01, OUTAGE",
        "42501, OUTAGE",
        "25006, OUTAGE",
        "XX000, OUTAGE",
        "'', OUTAGE",
        "22021, POISON",
        "22003, POISON",
        "22P02, POISON",
        "23505, POISON",
        "23502, POISON",
        "54000, POISON",
        "42703, FAULT",
        "42601, FAULT",
        "21000, FAULT",
        "25P02, FAULT",
        "P0001, FAULT"
    })
    void theDatabaseSaysWhatItIs(String state, FailureClass expected) {
        SQLException failure = new SQLException("refused", state);
        assertThat(Failures.of(failure)).isEqualTo(expected);
        assertThat(Failures.of(new IllegalStateException("while applying", failure)))
                .isEqualTo(expected);
        assertThat(Failures.of(new BatchUpdateException("refused", state, new int[0])))
                .isEqualTo(expected);
    }

    @Test
    void whatDoesNotAnswerIsWaitedFor() {
        assertThat(Failures.of(new SQLException("no state"))).isEqualTo(OUTAGE);
        assertThat(Failures.of(new ConnectException("refused"))).isEqualTo(OUTAGE);
        assertThat(Failures.of(new UncheckedIOException(new IOException("No space left on device"))))
                .isEqualTo(OUTAGE);
        assertThat(Failures.of(new ExecutionException(new TimeoutException()))).isEqualTo(OUTAGE);
        assertThat(Failures.of(new org.apache.kafka.common.errors.TimeoutException("no answer")))
                .isEqualTo(OUTAGE);
        assertThat(Failures.of(new TopicAuthorizationException("t"))).isEqualTo(OUTAGE);
        assertThat(Failures.of(new ProducerFencedException("another"))).isEqualTo(OUTAGE);
        assertThat(Failures.of(new PublishFailed("full", new RejectedExecutionException())))
                .isEqualTo(OUTAGE);
        assertThat(Failures.of(new Exception("a client of S3 says so"))).isEqualTo(OUTAGE);
    }

    @Test
    void whatNobodyCanReadIsPoison() {
        assertThat(Failures.of(new AvroRuntimeException("no such field"))).isEqualTo(POISON);
        assertThat(Failures.of(new CompletionException(new RecordTooLargeException("2 MB"))))
                .isEqualTo(POISON);
        assertThat(Failures.of(new MalformedInputException(1))).isEqualTo(POISON);
    }

    @Test
    void aRecordThatIsTooLargeIsPoisonWhateverIsWrappedAroundIt() {
        RecordTooLargeException large = new RecordTooLargeException("2 MB");
        assertThat(Failures.of(new IOException(new PublishFailed("not confirmed", large))))
                .isEqualTo(POISON);
        assertThat(Failures.of(new KafkaException("in an error state", large))).isEqualTo(POISON);
        assertThat(Failures.of(new UncheckedIOException(new IOException(large))))
                .isEqualTo(POISON);
    }

    @Test
    void whatOurCodeDoesWrongIsAFault() {
        assertThat(Failures.of(new NullPointerException())).isEqualTo(FAULT);
        assertThat(Failures.of(new IllegalStateException("no such phase"))).isEqualTo(FAULT);
        assertThat(Failures.of(new ClassCastException())).isEqualTo(FAULT);
        assertThat(Failures.of(new StackOverflowError())).isEqualTo(FAULT);
        assertThat(Failures.of(new PublishFailed("not taken", new NullPointerException())))
                .isEqualTo(FAULT);
    }

    @Test
    void aProcessThatCannotBeTrustedIsToBeStartedAgain() {
        assertThat(Failures.fatal(new OutOfMemoryError())).isTrue();
        assertThat(Failures.fatal(new NoClassDefFoundError("a jar was replaced")))
                .isTrue();
        assertThat(Failures.fatal(new StackOverflowError())).isFalse();
        assertThat(Failures.fatal(new AssertionError())).isFalse();
        assertThat(Failures.fatal(new NullPointerException())).isFalse();
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception a = new IllegalStateException("a");
        Exception b = new IllegalStateException("b", a);
        a.initCause(b);
        assertThat(Failures.of(a)).isEqualTo(FAULT);
    }
}
