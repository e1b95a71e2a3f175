package org.periapsis.notifier.adapter.postgres;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.periapsis.notifier.domain.EventHistory;
import org.periapsis.notifier.domain.EventIds;
import org.periapsis.notifier.domain.Mentions;
import org.periapsis.notifier.domain.Partition;
import org.periapsis.notifier.domain.Place;

/** Reads the history: one key's entries, backward along the primary key. */
public final class PgHistory implements EventHistory {
    private static final String ORDER = " order by at desc, topic desc, site desc, part desc, pos desc limit ";
    private static final String FIRST =
            "select at, topic, site, part, pos from history where about = $1" + ORDER + "$2";
    private static final String NEXT = "select at, topic, site, part, pos from history where about = $1"
            + " and (at, topic, site, part, pos) < ($3, $4, $5, $6, $7)" + ORDER + "$2";

    private final Pool pool;

    public PgHistory(Pool pool) {
        this.pool = pool;
    }

    @Override
    public CompletionStage<List<Place>> about(String id, Optional<Place> before, int limit) {
        Tuple values = Tuple.of(Mentions.key(id), limit);
        before.ifPresent(place -> values.addOffsetDateTime(place.at().atOffset(ZoneOffset.UTC))
                .addShort((short) EventIds.number(place.partition().topic()))
                .addString(place.partition().site())
                .addInteger(place.partition().number())
                .addLong(place.offset()));
        return pool.preparedQuery(before.isPresent() ? NEXT : FIRST)
                .execute(values)
                .map(rows -> {
                    List<Place> places = new ArrayList<>();
                    rows.forEach(row -> places.add(place(row)));
                    return places;
                })
                .toCompletionStage();
    }

    private static Place place(Row row) {
        return new Place(
                row.getOffsetDateTime(0).toInstant(),
                new Partition(row.getString(2), EventIds.topic(row.getShort(1)), row.getInteger(3)),
                row.getLong(4));
    }
}
