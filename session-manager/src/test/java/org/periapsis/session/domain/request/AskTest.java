package org.periapsis.session.domain.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.periapsis.events.DataRights;
import org.periapsis.events.Wish;

class AskTest {
    private static final RequestLimits LIMITS = RequestLimits.standard();
    private static final Ask GOOD = new Ask(
            "a look",
            "notebook",
            null,
            new Selection(List.of("ivo://a?1"), null),
            1.0,
            512L,
            0,
            "wait",
            "esac",
            600L,
            null,
            new Ask.Batch(null, Map.of(), 2, "public"));

    private static String fieldRefused(UnaryOperator<Parts> change) {
        Ask ask = change.apply(new Parts(GOOD)).ask();
        try {
            ask.checked(LIMITS);
        } catch (RequestRefused refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused.remedy()).isNotBlank();
            return refused.field();
        }
        return "nothing";
    }

    /** A good request with one part replaced. */
    private record Parts(Ask ask) {
        Parts named(String name) {
            return new Parts(new Ask(
                    name,
                    ask.datalab(),
                    ask.version(),
                    ask.selection(),
                    ask.cores(),
                    ask.memoryMib(),
                    ask.gpus(),
                    ask.wish(),
                    ask.site(),
                    ask.leaseS(),
                    ask.team(),
                    ask.batch()));
        }

        Parts datalab(String id) {
            return new Parts(new Ask(
                    ask.name(),
                    id,
                    ask.version(),
                    ask.selection(),
                    ask.cores(),
                    ask.memoryMib(),
                    ask.gpus(),
                    ask.wish(),
                    ask.site(),
                    ask.leaseS(),
                    ask.team(),
                    ask.batch()));
        }

        Parts selection(Selection selection) {
            return new Parts(new Ask(
                    ask.name(),
                    ask.datalab(),
                    ask.version(),
                    selection,
                    ask.cores(),
                    ask.memoryMib(),
                    ask.gpus(),
                    ask.wish(),
                    ask.site(),
                    ask.leaseS(),
                    ask.team(),
                    ask.batch()));
        }

        Parts need(Double cores, Long memory, Integer gpus) {
            return new Parts(new Ask(
                    ask.name(),
                    ask.datalab(),
                    ask.version(),
                    ask.selection(),
                    cores,
                    memory,
                    gpus,
                    ask.wish(),
                    ask.site(),
                    ask.leaseS(),
                    ask.team(),
                    ask.batch()));
        }

        Parts terms(String wish, String site, Long lease) {
            return new Parts(new Ask(
                    ask.name(),
                    ask.datalab(),
                    ask.version(),
                    ask.selection(),
                    ask.cores(),
                    ask.memoryMib(),
                    ask.gpus(),
                    wish,
                    site,
                    lease,
                    ask.team(),
                    ask.batch()));
        }

        Parts batch(Ask.Batch batch) {
            return new Parts(new Ask(
                    ask.name(),
                    ask.datalab(),
                    ask.version(),
                    ask.selection(),
                    ask.cores(),
                    ask.memoryMib(),
                    ask.gpus(),
                    ask.wish(),
                    ask.site(),
                    ask.leaseS(),
                    ask.team(),
                    batch));
        }
    }

    @Test
    void takesWhatCanBe() {
        assertThat(fieldRefused(ask -> ask)).isEqualTo("nothing");
    }

    @Test
    void namesTheFieldThatCannotBe() {
        assertThat(fieldRefused(ask -> ask.named("x".repeat(201)))).isEqualTo("name");
        assertThat(fieldRefused(ask -> ask.named(" "))).isEqualTo("name");
        assertThat(fieldRefused(ask -> ask.datalab("../x"))).isEqualTo("datalab.id");
        assertThat(fieldRefused(ask -> ask.datalab(null))).isEqualTo("datalab.id");
        assertThat(fieldRefused(ask -> ask.selection(new Selection(Collections.nCopies(10_001, "a"), null))))
                .isEqualTo("ids");
        assertThat(fieldRefused(ask -> ask.selection(new Selection(List.of("a", " "), null))))
                .isEqualTo("ids[1]");
        assertThat(fieldRefused(ask -> ask.selection(new Selection(List.of("a"), "collection=x"))))
                .isEqualTo("query");
        assertThat(fieldRefused(ask -> ask.need(0.0, 512L, 0))).isEqualTo("resources.cores");
        assertThat(fieldRefused(ask -> ask.need(1e-9, 512L, 0))).isEqualTo("resources.cores");
        assertThat(fieldRefused(ask -> ask.need(Double.NaN, 512L, 0))).isEqualTo("resources.cores");
        assertThat(fieldRefused(ask -> ask.need(1.0, 0L, 0))).isEqualTo("resources.memory_mib");
        assertThat(fieldRefused(ask -> ask.need(1.0, 15L, 0))).isEqualTo("resources.memory_mib");
        assertThat(fieldRefused(ask -> ask.need(0.05, 16L, 0))).isEqualTo("nothing");
        assertThat(fieldRefused(ask -> ask.need(1.0, 512L, -1))).isEqualTo("resources.gpus");
        assertThat(fieldRefused(ask -> ask.terms("teleport", "esac", 600L))).isEqualTo("wish");
        assertThat(fieldRefused(ask -> ask.terms("unknown", "esac", 600L))).isEqualTo("wish");
        assertThat(fieldRefused(ask -> ask.terms("wait", "ES AC", 600L))).isEqualTo("site");
        assertThat(fieldRefused(ask -> ask.terms("wait", "esac", 59L))).isEqualTo("lease_s");
        assertThat(fieldRefused(ask -> ask.terms("wait", "esac", 72 * 3600 + 1L)))
                .isEqualTo("lease_s");
        assertThat(fieldRefused(ask -> ask.batch(new Ask.Batch(null, Map.of(), 0, null))))
                .isEqualTo("max_attempts");
        assertThat(fieldRefused(ask -> ask.batch(new Ask.Batch(List.of(), Map.of(), 1, null))))
                .isEqualTo("command");
        assertThat(fieldRefused(ask -> ask.batch(new Ask.Batch(null, Map.of(), 1, "mine"))))
                .isEqualTo("output_rights");
    }

    @Test
    void fillsInWhatIsNotSaid() {
        Ask bare = new Ask(
                null, "notebook", null, new Selection(List.of(), null), null, null, null, null, null, null, null, null);
        assertThat(bare.checked(LIMITS).wanted()).isEqualTo(Wish.REMOTE);
        assertThat(bare.rights()).isEqualTo(DataRights.PROPRIETARY);
        assertThat(bare.need(null, LIMITS)).isEqualTo(new Need(2, 4096, 0));
        assertThat(bare.need(new Need(1, 1024, 0), LIMITS)).isEqualTo(new Need(1, 1024, 0));
        assertThat(LIMITS.leaseS()).isEqualTo(8 * 3600);
    }

    @Test
    void countsAnIdThatIsNamedTwiceOnce() {
        Selection twice = new Selection(List.of("a", "b", "a"), null);
        assertThat(new Parts(GOOD)
                        .selection(twice)
                        .ask()
                        .checked(LIMITS)
                        .selection()
                        .ids())
                .containsExactly("a", "b");
    }

    @Test
    void letsPeopleAskForTheirOwnTeamsOnly() {
        Requester ada = new Requester("i", "ada", List.of("m31", "m33"), java.util.Set.of("user"));
        assertThat(ada.team(null)).isEqualTo("m31");
        assertThat(ada.team("m33")).isEqualTo("m33");
        assertThatThrownBy(() -> ada.team("m87")).isInstanceOf(RequestRefused.class);
    }
}
