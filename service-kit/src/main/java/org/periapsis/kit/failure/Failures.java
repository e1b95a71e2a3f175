package org.periapsis.kit.failure;

import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.periapsis.events.codec.SchemaIds;

/** Tells failures apart, once for everybody. What is thrown may be wrapped: the first cause that says something decides. */
public final class Failures {
    private static final int DEEPEST = 32;

    private Failures() {}

    /** @return the class of a failure that is not {@link #fatal} */
    public static FailureClass of(Throwable failure) {
        if (tooLarge(failure)) {
            return FailureClass.POISON;
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            Optional<FailureClass> known = known(cause);
            if (known.isPresent()) {
                return known.get();
            }
            cause = cause.getCause();
        }
        // A checked exception was foreseen by who declared it: the clients of S3 and of the like say an outage so.
        return failure instanceof RuntimeException || failure instanceof Error
                ? FailureClass.FAULT
                : FailureClass.OUTAGE;
    }

    /**
     * Whether a record was larger than Kafka takes, wherever that stands among the causes: what is wrapped around it mostly says an
     * outage, and no waiting mends it.
     */
    public static boolean tooLarge(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static Optional<FailureClass> known(Throwable cause) {
        if (cause instanceof Classed classed) {
            return Optional.of(classed.failureClass());
        }
        if (cause instanceof SQLException sql) {
            return Optional.of(SqlStates.of(sql.getSQLState()));
        }
        if (cause instanceof DatabaseException database) {
            return Optional.of(SqlStates.of(database.getSqlState()));
        }
        if (cause instanceof SerializationException
                || cause instanceof AvroRuntimeException
                || cause instanceof CharacterCodingException) {
            return Optional.of(FailureClass.POISON);
        }
        // A registry that refuses a schema of ours refuses it for every record: nothing is lost while that is mended.
        boolean away = cause instanceof KafkaException
                || cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof TimeoutException
                || cause instanceof SchemaIds.RegistryUnavailable
                || cause instanceof SchemaIds.IncompatibleSchema;
        return away ? Optional.of(FailureClass.OUTAGE) : Optional.empty();
    }

    /**
     * Whether the process cannot be trusted any more: no memory, or classes that are not what they were. An endless recursion
     * is not among them: it is the record that drove it there.
     */
    public static boolean fatal(Throwable failure) {
        return failure instanceof LinkageError
                || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
    }

    /** @return what it says, for people; never empty */
    public static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** @return what it is and what it says, and of what of ours: for who mends it */
    public static String detail(Throwable failure) {
        for (StackTraceElement at : failure.getStackTrace()) {
            if (at.getClassName().startsWith("org.periapsis.")) {
                return failure + " at " + at;
            }
        }
        return failure.toString();
    }
}
