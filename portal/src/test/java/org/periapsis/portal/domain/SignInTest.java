package org.periapsis.portal.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignInTest {
    @Test
    void takesTheRolesThereAre() {
        SignIn person = new SignIn("ada", List.of("user", "operator", "moderator", "archive:esa-sky", "site:esac"));
        assertThat(person.personalTeam()).isEqualTo("personal-ada");
    }

    @Test
    void namesTheFieldOfABadRequest() {
        assertThatThrownBy(() -> new SignIn("", List.of())).hasMessageStartingWith("user ");
        assertThatThrownBy(() -> new SignIn(null, List.of())).hasMessageStartingWith("user ");
        assertThatThrownBy(() -> new SignIn("ada", List.of("root"))).hasMessageStartingWith("roles ");
        assertThatThrownBy(() -> new SignIn("ada", List.of("service"))).hasMessageStartingWith("roles ");
    }
}
