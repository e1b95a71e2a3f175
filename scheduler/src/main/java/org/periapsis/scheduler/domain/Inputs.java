package org.periapsis.scheduler.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.periapsis.events.IndexRange;
import org.periapsis.events.InputSource;
import org.periapsis.events.Shard;
import org.periapsis.events.door.Numbers;

/** The inputs of a session, a shard or a chunk, piece by piece with the sites that hold each. */
public record Inputs(List<Piece> pieces) {

    /** Entries with the same holders. */
    public record Piece(IndexRange entries, long bytes, Set<String> holders) {
        boolean at(String site) {
            return holders.contains(site);
        }

        /** @return a part of it, with its share of the bytes: the parts' shares add up to the whole */
        Piece part(int first, int count) {
            long before = share(first - entries.getFirst());
            long upTo = share((long) first - entries.getFirst() + count);
            return new Piece(new IndexRange(first, count), upTo - before, holders);
        }

        /** @return bytes times a number of entries by all entries, where the product alone may be more than any long */
        private long share(long of) {
            long total = entries.getCount();
            return bytes / total * of + bytes % total * of / total;
        }
    }

    public Inputs {
        pieces = List.copyOf(pieces);
    }

    /** @return all inputs, where copies that were made for the entity count as held by their target */
    public static Inputs of(Ask ask, Iterable<Transfer> transfers) {
        TreeMap<String, Ranges> copied = new TreeMap<>();
        for (Transfer transfer : transfers) {
            if (transfer.ordered() && transfer.completed()) {
                copied.computeIfAbsent(transfer.target(), site -> new Ranges()).addAll(transfer.entries());
            }
        }
        List<Piece> pieces = new ArrayList<>();
        for (Shard shard : ask.shards()) {
            if (shard.getEntries().getCount() > 0) {
                pieces.add(piece(shard, copied));
            }
        }
        return new Inputs(pieces);
    }

    private static Piece piece(Shard shard, TreeMap<String, Ranges> copied) {
        Set<String> holders = new TreeSet<>(shard.getHolders());
        IndexRange entries = shard.getEntries();
        copied.forEach((site, ranges) -> {
            if (ranges.covers(entries.getFirst(), entries.getCount())) {
                holders.add(site);
            }
        });
        return new Piece(entries, shard.getBytes(), holders);
    }

    public long count() {
        return pieces.stream().mapToLong(piece -> piece.entries().getCount()).sum();
    }

    public List<Piece> missingAt(String site) {
        return pieces.stream().filter(piece -> !piece.at(site)).toList();
    }

    /** @return entries that no site holds */
    public long nowhere() {
        return pieces.stream()
                .filter(piece -> piece.holders().isEmpty())
                .mapToLong(piece -> piece.entries().getCount())
                .sum();
    }

    /** @return sites that hold every piece; null when there is no piece, since then every site does */
    public Set<String> holdersOfAll() {
        Set<String> all = null;
        for (Piece piece : pieces) {
            if (all == null) {
                all = new TreeSet<>(piece.holders());
            } else {
                all.retainAll(piece.holders());
            }
        }
        return all;
    }

    /** @return where a run at the site reads each piece: at the site itself, or at the source with the best rate */
    List<InputSource> sources(String site, Sources choice) {
        TreeMap<String, List<Piece>> bySource = new TreeMap<>();
        for (Piece piece : pieces) {
            String source = piece.at(site) ? site : choice.best(piece, site);
            bySource.computeIfAbsent(source, s -> new ArrayList<>()).add(piece);
        }
        List<InputSource> sources = new ArrayList<>();
        bySource.forEach((source, read) -> sources.add(new InputSource(source, ranges(read), bytes(read))));
        return sources;
    }

    static List<IndexRange> ranges(List<Piece> pieces) {
        return pieces.stream().map(Piece::entries).toList();
    }

    static long bytes(List<Piece> pieces) {
        return Numbers.sum(pieces.stream().mapToLong(Piece::bytes));
    }
}
