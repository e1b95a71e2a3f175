package org.periapsis.session.domain.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts and ends programs at a site. All methods may block on disk and process creation: call them on a worker thread. A
 * program that is started here ends at the latest when this runtime has been silent for its lease.
 */
public interface SiteRuntime extends AutoCloseable {

    /** What it is, and how well it keeps runs apart. */
    RuntimeDescription describe();

    /**
     * Makes the folders of a run, empty, and the owner's home unless it exists. Repeating it empties {@code data} and
     * {@code out}.
     *
     * @param starters files that are put into the home when it has none of that name
     */
    RunFolder prepare(RunKey key, String owner, List<Path> starters) throws IOException;

    /** The folders of a run as they are; made by {@link #prepare} in this life or an earlier one. */
    RunFolder folder(RunKey key);

    /**
     * Lays a token into a prepared folder, where its program alone can read it, in the place of the one before: a reader gets
     * the old or the new one, whole. Of a folder that is gone: nothing.
     *
     * @param owner of the run
     */
    void give(RunKey key, String owner, String token) throws IOException;

    /**
     * Starts a program in its prepared folder. Placeholders in the command: {@code root}, {@code work}, {@code data},
     * {@code out}, {@code selection}, {@code port} (when {@code web}), {@code memory_mib}, {@code cores}.
     *
     * @throws RunNotStartedException when it cannot be started, with the reason
     */
    StartedRun start(RunSpec spec) throws RunNotStartedException;

    /**
     * Whether it is the program itself that answers at its endpoint, so that its token can be sent there. Cheap where nobody
     * else could.
     */
    boolean answersItself(StartedRun run);

    /** Ends a program: TERM, then KILL. Returns at once; {@link StartedRun#end} tells when it is over. Unknown: nothing. */
    void stop(RunKey key);

    /** Takes over the programs of an earlier life of this agent, or tells how they ended. Called once, at start. */
    List<FoundRun> recover() throws IOException;

    /**
     * Reads a program's output, both streams.
     *
     * @param offset bytes from the start; negative: that many bytes before the present end
     * @param limit at most so many bytes
     */
    LogChunk log(RunKey key, long offset, int limit) throws IOException;

    /** Adds a line of the platform's to the output of a program that is over, after what it wrote itself. */
    void note(RunKey key, String line) throws IOException;

    /** Removes the folders of a program that is over; the owner's home stays, and for a while its log. */
    void discard(RunKey key) throws IOException;

    /** Stops renewing leases and watching, and leaves the programs running for the agent's next life. */
    @Override
    void close();
}
