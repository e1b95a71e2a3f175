package org.periapsis.kit.http;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.RetriableException;
import org.periapsis.kit.failure.FailureClass;
import org.periapsis.kit.failure.Failures;
import org.periapsis.kit.failure.SqlStates;
import org.periapsis.kit.kafka.KafkaEventPublisher.PublishFailed;

/**
 * Failures that another part is the cause of, and that go by without anybody's doing: told by class, wherever they come from. Of
 * what the log never takes it is said so, since nobody is to try that again.
 */
final class Outage {
    private Outage() {}

    /** @return what is said of it; empty when it is a failure of another kind */
    static Optional<Problem> of(Throwable failure) {
        if (Failures.tooLarge(failure)) {
            return Optional.of(Problem.of("too-large", 413, "This is more than one event can hold; nothing was taken")
                    .remedy("Send less at once"));
        }
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 16; cause = cause.getCause(), depth++) {
            String what = what(cause);
            if (what != null) {
                return Optional.of(Problem.unavailable(what));
            }
        }
        return Optional.empty();
    }

    private static String what(Throwable cause) {
        if (cause instanceof PublishFailed failed && failed.failureClass() != FailureClass.OUTAGE) {
            return null;
        }
        if (cause instanceof PublishFailed || cause instanceof RetriableException) {
            return "The event log does not answer; nothing was taken";
        }
        if (cause instanceof PgException postgres) {
            return state(postgres.getSqlState());
        }
        if (cause instanceof SQLException sql) {
            return state(sql.getSQLState());
        }
        return network(cause) ? "A part that this needs does not answer" : null;
    }

    private static String state(String state) {
        return state != null && SqlStates.of(state) == FailureClass.OUTAGE ? "The database does not answer" : null;
    }

    /** An exact IOException is what netty and okhttp make of a connection that breaks: subclasses are about files, texts and zips. */
    private static boolean network(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof InterruptedIOException
                || cause instanceof UnknownHostException
                || cause instanceof EOFException
                || cause instanceof ClosedChannelException
                || cause instanceof SSLException
                || cause instanceof TimeoutException
                || cause instanceof ClosedConnectionException
                || cause instanceof ConnectionPoolTooBusyException
                || cause.getClass() == IOException.class
                || cause.getClass().getName().equals("io.netty.channel.unix.Errors$NativeIoException")
                // The pool of database connections has no class for what it is out of.
                || (cause instanceof VertxException && outOf(cause))
                || (cause instanceof UncheckedIOException unchecked && network(unchecked.getCause()));
    }

    private static boolean outOf(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        return text.contains("losed") || text.contains("Timeout") || text.contains("max wait queue size");
    }
}
