package org.periapsis.scheduler.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.periapsis.scheduler.domain.Sky.GB;
import static org.periapsis.scheduler.domain.Sky.shard;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.periapsis.events.Shard;
import org.periapsis.events.SiteLost;
import org.periapsis.events.SiteScore;
import org.periapsis.events.Wish;
import org.periapsis.scheduler.adapter.jgrapht.JGraphTFlowSolver;

class PreviewTest {
    private final Sky sky = new Sky();

    @BeforeEach
    void offers() {
        sky.offer("esac", 4);
        sky.offer("jive", 4);
    }

    private Preview preview(Shard... shards) {
        return new Planner(sky.limits, new JGraphTFlowSolver())
                .preview(
                        new Ask.OfSession(sky.session("s", Wish.REMOTE, shards).build()),
                        sky.state,
                        new World(sky.offers, sky.rates, sky.now, sky.heardMs));
    }

    @Test
    void everySiteSaysThatInputsAreNowhere() {
        Preview preview = preview(shard(0, 2, GB));
        assertThat(preview.outcome()).isEqualTo("never");
        assertThat(preview.scores())
                .extracting(SiteScore::getRefusal)
                .containsExactly("would need inputs that no site holds", "would need inputs that no site holds");
    }

    @Test
    void everySiteNamesWhereNobodyAnswers() {
        sky.tell(new SiteLost("aphelion", "hub", "agent-1", 10));
        assertThat(preview(shard(0, 2, GB, "aphelion")).scores())
                .extracting(SiteScore::getRefusal)
                .containsOnly("would need inputs of aphelion, where nobody answers");
    }
}
