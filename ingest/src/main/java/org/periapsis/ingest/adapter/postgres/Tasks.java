package org.periapsis.ingest.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.TransferCompleted;
import org.periapsis.events.TransferFailed;
import org.periapsis.events.TransferOrdered;

/** What the hub's decisions ask of this site and is not done: transfers, and outputs to publish. */
public final class Tasks {
    /**
     * One thing to do.
     *
     * @param order TransferOrdered or RunConcluded
     */
    public record Task(String id, SpecificRecord order) {}

    private static final String TRANSFER = "transfer";
    private static final String OUTPUTS = "outputs";
    /** Not by values: the driver makes one statement of those, which must not meet one task twice. */
    private static final String ORDER =
            """
            insert into task (task_id, kind, body) select ?, ?, ?
            on conflict (task_id) do update set body = coalesce(task.body, excluded.body)""";

    private static final String END =
            "insert into task (task_id, kind, done) select ?, ?, true on conflict (task_id) do update set done = true";

    /** Some renewals long: a task whose instance died is another's after that. */
    private static final String CLAIM =
            """
            update task set claimed_by = $1, claimed_until = now() + interval '20 s'
            where task_id in (
              select task_id from task where not done and body is not null
                and (claimed_until is null or claimed_until < now() or claimed_by = $1)
                and not task_id = any ($2)
              order by asked_at, task_id limit $3 for update skip locked)
            returning task_id, kind, body""";

    private static final String RENEW =
            "update task set claimed_until = now() + interval '20 s' where claimed_by = $1 and task_id = any ($2)";

    private final Pool pool;
    private final String site;
    private final String instance = UUID.randomUUID().toString();
    private volatile Runnable listener = () -> {};

    public Tasks(Pool pool, String site) {
        this.pool = pool;
        this.site = site;
    }

    /** @param looking called when there may be something to do, on any thread */
    public void onChange(Runnable looking) {
        listener = looking;
    }

    void look() {
        listener.run();
    }

    /**
     * Takes open tasks that no other instance has.
     *
     * @param mine those in hand already
     */
    public Future<List<Task>> claim(Set<String> mine, int most) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(instance, mine.toArray(String[]::new), most))
                .map(rows -> {
                    List<Task> tasks = new ArrayList<>();
                    for (Row row : rows) {
                        tasks.add(new Task(row.getString(0), order(row.getString(1), row.getBuffer(2))));
                    }
                    return tasks;
                });
    }

    /** Keeps tasks that are still in hand from other instances. */
    public Future<Void> renew(Set<String> mine) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(instance, (Object) mine.toArray(String[]::new)))
                .mapEmpty();
    }

    /** Gives a task back, to whichever instance takes it when it may be tried again. */
    public Future<Void> postpone(String id, int seconds) {
        return pool.preparedQuery("update task set claimed_by = null, claimed_until = now() + make_interval(secs => $3)"
                        + " where claimed_by = $1 and task_id = $2")
                .execute(Tuple.of(instance, id, (double) seconds))
                .mapEmpty();
    }

    /** Gives everything back, before the end. */
    public Future<Void> release() {
        return pool.preparedQuery("update task set claimed_by = null, claimed_until = null where claimed_by = $1")
                .execute(Tuple.of(instance))
                .mapEmpty();
    }

    /** Notes that a task needs no more work. A rebuild of the ledger forgets it, and doing it again changes nothing. */
    public Future<Void> done(String id) {
        return pool.preparedQuery("update task set done = true where task_id = $1")
                .execute(Tuple.of(id))
                .mapEmpty();
    }

    void fold(StatementRun run, SpecificRecord data) throws SQLException {
        if (data instanceof TransferOrdered e && e.getTargetSite().equals(site)) {
            order(run, e.getTransferId().toString(), TRANSFER, bytes(e::toByteBuffer));
        } else if (data instanceof RunConcluded e && e.getSite().equals(site) && e.getOutputs() != null) {
            order(run, e.getEntityId() + "/" + e.getRunId() + "/" + e.getEpoch(), OUTPUTS, bytes(e::toByteBuffer));
        } else if (data instanceof TransferCompleted e && e.getTargetSite().equals(site)) {
            end(run, e.getTransferId().toString());
        } else if (data instanceof TransferFailed e && e.getTargetSite().equals(site)) {
            end(run, e.getTransferId().toString());
        }
    }

    private static void order(StatementRun run, String id, String kind, byte[] body) throws SQLException {
        PreparedStatement s = run.next(ORDER);
        s.setString(1, id);
        s.setString(2, kind);
        s.setBytes(3, body);
        run.add();
    }

    private static void end(StatementRun run, String id) throws SQLException {
        PreparedStatement s = run.next(END);
        s.setString(1, id);
        s.setString(2, TRANSFER);
        run.add();
    }

    private static SpecificRecord order(String kind, Buffer body) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes());
        try {
            return kind.equals(TRANSFER) ? TransferOrdered.fromByteBuffer(bytes) : RunConcluded.fromByteBuffer(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Encodes a record. */
    @FunctionalInterface
    private interface Encoding {
        ByteBuffer bytes() throws IOException;
    }

    private static byte[] bytes(Encoding encoding) {
        try {
            ByteBuffer buffer = encoding.bytes();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
