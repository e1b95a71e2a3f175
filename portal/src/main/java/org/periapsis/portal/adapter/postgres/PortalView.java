package org.periapsis.portal.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.periapsis.events.BasketChanged;
import org.periapsis.events.BasketShared;
import org.periapsis.events.BasketUnshared;
import org.periapsis.events.MemberAdded;
import org.periapsis.events.MemberRemoved;
import org.periapsis.events.Owner;
import org.periapsis.events.TeamCreated;
import org.periapsis.kit.kafka.Batch;
import org.periapsis.kit.kafka.BatchHandler;
import org.periapsis.kit.kafka.Consumed;
import org.periapsis.kit.postgres.AppliedPositions;
import org.periapsis.kit.postgres.Migrations;
import org.periapsis.kit.postgres.ViewStore;

/** Baskets, teams and members, folded from the log into PostgreSQL. */
public final class PortalView implements BatchHandler {
    /** Name of the view's offsets. */
    public static final String NAME = "portal";

    private static final List<String> SCRIPTS = List.of(
            "001-portal.sql",
            "002-basket-changes.sql",
            "003-shared-baskets.sql",
            "004-launch-sets.sql",
            "005-device-sign-in.sql",
            "006-session-entries.sql",
            "007-grants.sql",
            "008-run-tokens.sql",
            "009-run-token-put-outs.sql",
            "010-room.sql",
            "011-rests-on.sql");

    private final ViewStore store;
    private final AppliedPositions applied;

    public PortalView(ViewStore store, AppliedPositions applied) {
        this.store = store;
        this.applied = applied;
    }

    /** Brings the schema to its newest version. */
    public static void tables(Connection connection) throws SQLException {
        Migrations.apply(connection, PortalView.class, SCRIPTS);
    }

    @Override
    public void handle(Batch batch) throws Exception {
        store.apply(batch, connection -> {
            for (Consumed consumed : batch.events()) {
                apply(connection, consumed);
            }
        });
        applied.applied(batch);
    }

    private static void apply(Connection connection, Consumed consumed) throws SQLException {
        SpecificRecord data = consumed.data();
        if (data instanceof BasketChanged changed) {
            basket(connection, changed, UUID.fromString(consumed.event().id()));
        } else if (data instanceof BasketShared shared) {
            reader(
                    connection,
                    "insert into basket_reader (basket_id, team) values (?, ?) on conflict do nothing",
                    shared.getBasketId(),
                    shared.getTeam());
        } else if (data instanceof BasketUnshared unshared) {
            reader(
                    connection,
                    "delete from basket_reader where basket_id = ? and team = ?",
                    unshared.getBasketId(),
                    unshared.getTeam());
        } else if (data instanceof TeamCreated created) {
            run(
                    connection,
                    "insert into team (team, title, issuer, subject) values (?, ?, ?, ?) on conflict do nothing",
                    created.getTeam(),
                    created.getTitle(),
                    created.getOwner().getIssuer(),
                    created.getOwner().getSubject());
        } else if (data instanceof MemberAdded added) {
            member(
                    connection,
                    "insert into member (team, issuer, subject) values (?, ?, ?) on conflict do nothing",
                    added.getTeam(),
                    added.getMember());
        } else if (data instanceof MemberRemoved removed) {
            member(
                    connection,
                    "delete from member where team = ? and issuer = ? and subject = ?",
                    removed.getTeam(),
                    removed.getMember());
        }
    }

    /** Two changes that expect the same version: the first on the log holds, the other is ignored by every reader. */
    private static void basket(Connection connection, BasketChanged changed, UUID change) throws SQLException {
        String sql =
                """
                insert into basket (basket_id, issuer, subject, version, name, product_ids, query, teams, changes)
                values (?, ?, ?, ?, ?, ?, ?, ?, array[?::uuid])
                on conflict (basket_id) do update set version = excluded.version, name = excluded.name,
                  product_ids = excluded.product_ids, query = excluded.query, teams = excluded.teams,
                  changes = (basket.changes || excluded.changes)[cardinality(basket.changes) - 18:]
                where basket.version = ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, changed.getBasketId());
            statement.setString(2, changed.getOwner().getIssuer());
            statement.setString(3, changed.getOwner().getSubject());
            statement.setInt(4, changed.getVersion());
            statement.setString(5, changed.getName());
            statement.setArray(6, texts(connection, changed.getProductIds()));
            statement.setString(7, changed.getQuery());
            statement.setArray(8, texts(connection, changed.getTeams()));
            statement.setObject(9, change);
            statement.setInt(10, changed.getExpectedVersion());
            statement.executeUpdate();
        }
    }

    private static Array texts(Connection connection, List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    /** Whose basket it is was checked by the writer; nobody else writes here. */
    private static void reader(Connection connection, String sql, UUID basket, String team) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, basket);
            statement.setString(2, team);
            statement.executeUpdate();
        }
    }

    private static void member(Connection connection, String sql, String team, Owner member) throws SQLException {
        run(connection, sql, team, member.getIssuer(), member.getSubject());
    }

    private static void run(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
