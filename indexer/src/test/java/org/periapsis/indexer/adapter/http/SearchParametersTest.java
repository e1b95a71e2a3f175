package org.periapsis.indexer.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.periapsis.indexer.domain.search.Page;
import org.periapsis.indexer.domain.search.ProductFilter;
import org.periapsis.indexer.domain.search.Sort;
import org.periapsis.indexer.domain.search.Term;
import org.periapsis.kit.http.ProblemException;
import org.periapsis.kit.rights.Viewer;

class SearchParametersTest {

    private static SearchParameters of(String query) {
        return new SearchParameters(SearchParameters.ofQuery(query));
    }

    @Test
    void readsTimesAsMjdOrIso() {
        assertThat(SearchParameters.mjd("53436.5")).isEqualTo(53436.5);
        assertThat(SearchParameters.mjd("2005-03-07T12:00:00Z")).isCloseTo(53436.5, within(1e-9));
        assertThat(SearchParameters.mjd("2005-03-07T12:00:00")).isCloseTo(53436.5, within(1e-9));
        assertThat(SearchParameters.mjd("2005-03-07")).isCloseTo(53436.0, within(1e-9));
        assertThat(SearchParameters.mjd("1858-11-17")).isZero();
    }

    @Test
    void readsABasketsQueryWithEncodedAndRepeatedValues() {
        ProductFilter filter = of("ra=266.4&dec=-28.9&radius=0.2&obs_collection=2MASS&obs_collection=HST%20ACS&q=NGC+1")
                .filter(Viewer.nobody());
        assertThat(filter.sky().cone()).isPresent();
        assertThat(filter.terms()).containsEntry(Term.COLLECTION, List.of("2MASS", "HST ACS"));
        assertThat(filter.words()).containsExactly("ngc", "1");
        assertThat(of("").filter(Viewer.nobody())).isEqualTo(ProductFilter.any());
    }

    @Test
    void pagesAreBoundedAndOrderedById() {
        Page page = of("").page(ProductFilter.any(), Page.DEFAULT_LIMIT, Page.MAX_LIMIT);
        assertThat(page.limit()).isEqualTo(50);
        assertThat(page.sort()).isEqualTo(Sort.ID);
        assertThatThrownBy(() -> of("limit=1001").page(ProductFilter.any(), 50, 1000))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().field()).contains("limit"));
    }

    @Test
    void refusesWhatItDoesNotKnowByName() {
        assertThatThrownBy(() -> of("radiux=3")).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                        e.problem().field())
                .contains("radiux"));
        assertThatThrownBy(() -> of("ra=1&ra=2&dec=1&radius=1").filter(Viewer.nobody()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().field()).contains("ra"));
        assertThatThrownBy(() -> of("owner=me").filter(Viewer.nobody()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(401));
    }
}
