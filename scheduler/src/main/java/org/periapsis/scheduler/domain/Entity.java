package org.periapsis.scheduler.domain;

import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.periapsis.events.IndexRange;
import org.periapsis.events.RunConcluded;
import org.periapsis.events.RunPlaced;
import org.periapsis.events.WaitReason;

/** A session, job or build that is not over, as the log tells it so far. Changed by {@link State} alone. */
public final class Entity {
    /** The shard number of what waits as a whole. */
    public static final int WHOLE = -1;

    private final UUID id;
    private final TreeMap<Integer, Run> runs = new TreeMap<>();
    private final TreeMap<UUID, Transfer> transfers = new TreeMap<>();
    private final TreeMap<Integer, Waiting> waiting = new TreeMap<>();
    private final Ranges placed = new Ranges();
    private final BitSet concluded = new BitSet();
    private Ask ask;
    private Instant requestedAt = Instant.EPOCH;
    private Optional<String> trace = Optional.empty();
    private Optional<Source> source = Optional.empty();
    private boolean stopping;
    private Optional<String> stopReason = Optional.empty();
    private Optional<Instant> renewedTo = Optional.empty();
    private int lastEpoch;
    private int nextRun;
    private int tasksSucceeded;
    private int tasksFailed;

    /** Why something waits, as it was last written. */
    public record Waiting(WaitReason reason, String message, String eventId, Instant since) {}

    Entity(UUID id) {
        this.id = id;
    }

    void request(Ask request, Fact fact) {
        if (ask == null) {
            ask = request;
            requestedAt = fact.at();
            trace = fact.trace();
            source = fact.source();
        }
    }

    void stop(Optional<String> reason) {
        stopReason = stopping ? stopReason : reason;
        stopping = true;
    }

    void renew(Instant to) {
        renewedTo = Optional.of(renewedTo.filter(to::isBefore).orElse(to));
    }

    void put(Run run) {
        runs.put(number(run.id()), run);
    }

    /** @return the run, or a new one; empty when it is concluded or can be no run of ours */
    Optional<Run> runFor(String runId) {
        if (!runId.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        int number = number(runId);
        return concluded.get(number) ? Optional.empty() : Optional.of(runs.getOrDefault(number, Run.none(runId)));
    }

    void placed(RunPlaced event) {
        lastEpoch = Math.max(lastEpoch, event.getEpoch());
        nextRun = Math.max(nextRun, number(event.getRunId()) + 1);
        placed.addAll(event.getEntries());
        waiting.remove(WHOLE);
    }

    void conclude(RunConcluded event) {
        int number = number(event.getRunId());
        if (!concluded.get(number)) {
            concluded.set(number);
            runs.remove(number);
            tasksSucceeded += event.getTasksSucceeded();
            tasksFailed += event.getTasksFailed();
        }
    }

    void put(Transfer transfer) {
        transfers.put(transfer.id(), transfer);
    }

    Optional<Transfer> transfer(UUID transferId) {
        return Optional.ofNullable(transfers.get(transferId));
    }

    void waits(int shard, Waiting why) {
        waiting.put(shard, why);
    }

    /** Run ids are numbers within the entity. */
    private static int number(String runId) {
        return Integer.parseInt(runId);
    }

    public UUID id() {
        return id;
    }

    /** @return false while only later facts have been read */
    public boolean requested() {
        return ask != null;
    }

    public Ask ask() {
        return ask;
    }

    public Instant requestedAt() {
        return requestedAt;
    }

    public Optional<String> trace() {
        return trace;
    }

    /** @return where its request stands */
    public Optional<Source> source() {
        return source;
    }

    public boolean stopping() {
        return stopping;
    }

    public Optional<String> stopReason() {
        return stopReason;
    }

    public Optional<Instant> renewedTo() {
        return renewedTo;
    }

    public Collection<Run> runs() {
        return Collections.unmodifiableCollection(runs.values());
    }

    public Optional<Run> run(int number) {
        return Optional.ofNullable(runs.get(number));
    }

    public Collection<Transfer> transfers() {
        return Collections.unmodifiableCollection(transfers.values());
    }

    public java.util.Map<Integer, Waiting> waiting() {
        return Collections.unmodifiableMap(waiting);
    }

    public Optional<Waiting> waiting(int shard) {
        return Optional.ofNullable(waiting.get(shard));
    }

    /** @return the entries of a shard that no run has been given yet */
    public java.util.List<IndexRange> unplaced(IndexRange shard) {
        return placed.missing(shard.getFirst(), shard.getCount());
    }

    public int lastEpoch() {
        return lastEpoch;
    }

    public int nextRun() {
        return nextRun;
    }

    public int tasksSucceeded() {
        return tasksSucceeded;
    }

    public int tasksFailed() {
        return tasksFailed;
    }

    /** Everything that a replay must find again, in a fixed order. */
    void canonical(StringBuilder out) {
        out.append(ask.kind()).append(' ').append(id).append(" at=").append(requestedAt);
        out.append(" stop=")
                .append(stopping)
                .append(stopReason)
                .append(" renewed=")
                .append(renewedTo);
        out.append(" epoch=")
                .append(lastEpoch)
                .append(" next=")
                .append(nextRun)
                .append(" placed=")
                .append(placed);
        out.append(" concluded=").append(concluded).append(" ok=").append(tasksSucceeded);
        out.append(" failed=").append(tasksFailed).append('\n');
        runs.values().forEach(run -> out.append("  ").append(run).append('\n'));
        transfers.values().forEach(transfer -> out.append("  ").append(transfer).append('\n'));
        waiting.forEach((shard, why) ->
                out.append("  waits ").append(shard).append(' ').append(why).append('\n'));
    }
}
