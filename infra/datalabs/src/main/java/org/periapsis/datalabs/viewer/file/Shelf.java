package org.periapsis.datalabs.viewer.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a few open things for the next who needs them. What is on loan is never closed; of the others the one that was not
 * used for longest is closed first. Thread-safe; one thing is opened once, and others may be opened meanwhile.
 */
public final class Shelf<K, V extends AutoCloseable> implements AutoCloseable {
    /** Opens a thing. */
    @FunctionalInterface
    public interface Opening<V> {
        V open() throws IOException;
    }

    private final class Place {
        private V thing;
        private int loans;
    }

    /** A thing that stays open until the loan is closed. */
    public final class Loan implements AutoCloseable {
        private final Place place;

        private Loan(Place place) {
            this.place = place;
        }

        public V get() {
            return place.thing;
        }

        @Override
        public void close() {
            synchronized (places) {
                place.loans--;
            }
            tidy(most);
        }
    }

    private final int most;
    private final Map<K, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    /** @param most things that are kept, besides those on loan */
    public Shelf(int most) {
        this.most = most;
    }

    /** Lends a thing, which is opened unless it is there. */
    public Loan lend(K key, Opening<V> opening) throws IOException {
        Place place;
        synchronized (places) {
            place = places.computeIfAbsent(key, k -> new Place());
            place.loans++;
        }
        Loan loan = new Loan(place);
        try {
            synchronized (place) {
                if (place.thing == null) {
                    place.thing = opening.open();
                }
            }
            return loan;
        } catch (IOException | RuntimeException | Error failure) {
            loan.close();
            throw failure;
        }
    }

    private void tidy(int keep) {
        List<V> closing = new ArrayList<>();
        synchronized (places) {
            Iterator<Place> oldest = places.values().iterator();
            while (places.size() > keep && oldest.hasNext()) {
                Place each = oldest.next();
                if (each.loans == 0) {
                    oldest.remove();
                    if (each.thing != null) {
                        closing.add(each.thing);
                    }
                }
            }
        }
        for (V thing : closing) {
            try {
                thing.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** Closes all that is not on loan; the rest as it comes back is closed by the process's end. */
    @Override
    public void close() {
        tidy(0);
    }
}
