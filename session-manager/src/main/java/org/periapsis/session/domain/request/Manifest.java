package org.periapsis.session.domain.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.periapsis.events.IndexRange;
import org.periapsis.events.Shard;
import org.periapsis.events.door.Numbers;

/**
 * A selection in the order of its manifest: products with the same holders stand together, so that a shard is one range.
 * Within a shard by product id, so that the same selection makes the same document whatever order it was asked in.
 */
public record Manifest(List<Selected> entries, List<Shard> shards, long bytes) {
    public static Manifest of(List<Selected> selected) {
        List<Selected> sorted = selected.stream()
                .sorted(Comparator.comparing((Selected s) -> String.join(",", s.holders()))
                        .thenComparing(Selected::productId))
                .toList();
        List<Shard> shards = new ArrayList<>();
        int first = 0;
        long total = 0;
        while (first < sorted.size()) {
            List<String> holders = sorted.get(first).holders();
            int next = first;
            long bytes = 0;
            while (next < sorted.size() && sorted.get(next).holders().equals(holders)) {
                bytes = Numbers.plus(bytes, sorted.get(next).bytes());
                next++;
            }
            shards.add(new Shard(holders, new IndexRange(first, next - first), bytes));
            total = Numbers.plus(total, bytes);
            first = next;
        }
        return new Manifest(sorted, List.copyOf(shards), total);
    }

    /** @return the document in UTF-8: one entry a line, each line ended. Nothing else of its length is made on the way. */
    public byte[] document() {
        byte[] text = new byte[entries.stream().mapToInt(Manifest::length).sum()];
        int at = 0;
        for (Selected entry : entries) {
            byte[] line = entry.line().getBytes(StandardCharsets.UTF_8);
            System.arraycopy(line, 0, text, at, line.length);
            at += line.length;
            text[at++] = '\n';
        }
        return text;
    }

    private static int length(Selected entry) {
        return entry.line().getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
