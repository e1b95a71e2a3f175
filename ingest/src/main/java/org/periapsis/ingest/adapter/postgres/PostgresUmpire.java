package org.periapsis.ingest.adapter.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.periapsis.ingest.domain.intake.Umpire;
import org.periapsis.kit.kafka.Position;
import org.periapsis.kit.postgres.AppliedPositions;

/** Waits for the ledger and compares the offsets of what holds with those of what was written. */
public final class PostgresUmpire implements Umpire {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String PRODUCTS =
            """
            select w.n from unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) as w(n, id, revision, at)
            join product p on p.product_id = w.id and p.made_at[w.revision] = w.at""";
    private static final String REPLICAS =
            """
            select distinct w.n from unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) as w(n, id, revision, at)
            join replica_object r on r.product_id = w.id and r.revision = w.revision and r.made_at = w.at""";

    private final Pool pool;
    private final AppliedPositions applied;

    public PostgresUmpire(Pool pool, AppliedPositions applied) {
        this.pool = pool;
        this.applied = applied;
    }

    @Override
    public CompletionStage<List<Boolean>> holding(List<Written> written) {
        List<Position> positions = written.stream()
                .map(fact -> Position.parse(fact.position()).get(0))
                .toList();
        return applied.await(last(positions), PATIENCE)
                .compose(there -> there ? Future.succeededFuture() : Future.failedFuture(new Behind()))
                .compose(done -> pool.preparedQuery(written.get(0).replica() ? REPLICAS : PRODUCTS)
                        .execute(asked(written, positions)))
                .map(rows -> told(written.size(), rows))
                .toCompletionStage();
    }

    /** Of each partition the last: the ledger takes them in order. */
    private static List<Position> last(List<Position> positions) {
        Map<TopicPartition, Position> last = new HashMap<>();
        positions.forEach(position -> last.merge(
                new TopicPartition(position.topic(), position.partition()),
                position,
                (one, other) -> one.offset() > other.offset() ? one : other));
        return List.copyOf(last.values());
    }

    private static Tuple asked(List<Written> written, List<Position> positions) {
        int count = written.size();
        Integer[] numbers = new Integer[count];
        String[] ids = new String[count];
        Integer[] revisions = new Integer[count];
        Long[] offsets = new Long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
            ids[i] = written.get(i).productId();
            revisions[i] = written.get(i).revision();
            offsets[i] = positions.get(i).offset();
        }
        return Tuple.of(numbers, ids, revisions, offsets);
    }

    private static List<Boolean> told(int count, RowSet<Row> rows) {
        List<Boolean> holding = new ArrayList<>(java.util.Collections.nCopies(count, false));
        for (Row row : rows) {
            holding.set(row.getInteger(0), true);
        }
        return holding;
    }
}
