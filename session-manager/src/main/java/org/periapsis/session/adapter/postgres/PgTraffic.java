package org.periapsis.session.adapter.postgres;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.periapsis.session.domain.view.TrafficView;

/** Reads the hourly sums. */
public final class PgTraffic implements TrafficView {
    private static final String SELECT =
            """
            select site, date_bin(make_interval(hours => $4), hour, $2) as step,
              least(sum(in_place_bytes), 9007199254740991)::int8, least(sum(moved_bytes), 9007199254740991)::int8, sum(runs)::int8
            from traffic where hour >= $2 and hour < $3 and ($1::text is null or site = $1)
            group by 1, 2 order by 2, 1 limit $5""";

    private final Pool pool;

    public PgTraffic(Pool pool) {
        this.pool = pool;
    }

    @Override
    public CompletionStage<List<Sum>> traffic(Question question) {
        return pool.preparedQuery(SELECT)
                .execute(Tuple.of(
                        question.site().orElse(null),
                        question.from().atOffset(ZoneOffset.UTC),
                        question.to().atOffset(ZoneOffset.UTC),
                        (int) question.step().toHours(),
                        question.limit()))
                .map(rows -> {
                    List<Sum> sums = new ArrayList<>();
                    rows.forEach(row -> sums.add(new Sum(
                            row.getString(0),
                            row.getOffsetDateTime(1).toInstant(),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4))));
                    return sums;
                })
                .toCompletionStage();
    }
}
