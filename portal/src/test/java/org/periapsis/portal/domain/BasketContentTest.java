package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.periapsis.events.Owner;

class BasketContentTest {
    @ParameterizedTest
    @CsvSource({
        "?q=m31&limit=50, q=m31",
        "facets=true&obs_collection=dss&after=abc&sort=-t_min&total=true, obs_collection=dss",
        "q=a%26b&&q=c, q=a%26b&q=c",
        "'', ''",
        "limit=5, ''"
    })
    void keepsOfAQueryWhatSelectsAndNotWhatWasLookedAt(String given, String kept) {
        assertThat(BasketContent.found("b", given).query()).contains(kept);
    }

    @ParameterizedTest
    @CsvSource({"q=m 31", "q=m31#x", "q=ü"})
    void refusesAQueryThatCannotStandInAUrl(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> BasketContent.found("b", query));
    }

    @Test
    void refusesAQueryThatIsTooLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> BasketContent.found("b", "q=" + "x".repeat(8_192)));
    }

    @Test
    void refusesAnIdThatNoProductCanHave() {
        assertThat(BasketContent.listed("b", List.of("x".repeat(1_024))).ids()).hasSize(1);
        for (String id : List.of("x".repeat(1_025), "", "a\u0000b")) {
            assertThatIllegalArgumentException().isThrownBy(() -> BasketContent.listed("b", List.of(id)));
        }
    }

    @Test
    void theSameProductsInTheSameOrderAreTheSameLaunchSet() {
        LaunchSet set = LaunchSet.of(List.of("ivo://a?1", "ivo://a?2", "ivo://a?1"));
        assertThat(set.ids()).containsExactly("ivo://a?1", "ivo://a?2");
        assertThat(set.id())
                .hasSize(LaunchSet.ID_LENGTH)
                .isEqualTo(LaunchSet.of(List.of("ivo://a?1", "ivo://a?2")).id())
                .isNotEqualTo(LaunchSet.of(List.of("ivo://a?2", "ivo://a?1")).id());
        assertThatIllegalArgumentException().isThrownBy(() -> LaunchSet.of(List.of()));
    }

    @Test
    void aBasketIsReadByItsOwnerItsTeamsAndEverybodyWhenItIsSharedByLink() {
        Owner ada = new Owner("i", "ada");
        Owner bob = new Owner("i", "bob");
        Basket basket = new Basket(new UUID(1, 2), ada, 1, BasketContent.NOTHING, List.of());
        assertThat(new Basket.Shared(basket, List.of()).readableBy(ada, List.of()))
                .contains(basket);
        assertThat(new Basket.Shared(basket, List.of("t")).readableBy(bob, List.of("u")))
                .isEqualTo(Optional.empty());
        assertThat(new Basket.Shared(basket, List.of("t")).readableBy(bob, List.of("t", "u")))
                .contains(basket);
        assertThat(new Basket.Shared(basket, List.of(Basket.EVERYONE)).readableBy(bob, List.of()))
                .contains(basket);
    }
}
