package org.periapsis.indexer.adapter.kafka;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler.PoisonEvent;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.postgres.ViewStore;

/** Finds the event whose data PostgreSQL will never take, by trying each alone and keeping nothing. */
final class PoisonSearch {
    /** SQLSTATE classes that speak of the data: exceptions, broken constraints, exceeded limits. */
    private static final Set<String> DATA = Set.of("22", "23", "54");

    private final ViewStore store;
    private final Attempt attempt;

    /** Applies events on a connection. */
    interface Attempt {
        void apply(Connection connection, List<Consumed> events) throws SQLException;
    }

    /** Ends a trial that went well; never leaves this class. */
    private static final class TakenBack extends Exception {
        private static final long serialVersionUID = 1;
    }

    PoisonSearch(ViewStore store, Attempt attempt) {
        this.store = store;
        this.attempt = attempt;
    }

    /** Whether trying again can never help. */
    static boolean isAboutData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == 5 && DATA.contains(state.substring(0, 2));
    }

    /**
     * The culprit, for the consumer's failure policy.
     *
     * @throws SQLException the batch's own failure, when no event fails alone
     */
    PoisonEvent find(Batch batch, SQLException failure) throws Exception {
        for (Consumed event : batch.events()) {
            boolean takenBack = false;
            try {
                store.apply(new Batch(List.of(event), Map.of(), batch.group()), connection -> {
                    attempt.apply(connection, List.of(event));
                    throw new TakenBack();
                });
            } catch (TakenBack fine) {
                takenBack = true;
            } catch (SQLException e) {
                if (isAboutData(e)) {
                    return new PoisonEvent(event, "PostgreSQL refuses it: " + e.getMessage(), e);
                }
                throw e;
            }
            if (!takenBack) {
                throw new IllegalStateException("a trial was kept", failure);
            }
        }
        throw failure;
    }
}
