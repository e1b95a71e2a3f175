package org.periapsis.session.domain.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildSourceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example.org/viewer",
                "HTTPS://git.example.org:8443/team/viewer.git?ref=v1.2#labs/viewer",
                "https://[2001:db8::1]/viewer",
                "s3://b/k",
                "s3://esac-uploads/ada/viewer%201.tar"
            })
    void takesARepositoryOrAnObject(String source) {
        assertThat(BuildSource.checked(source)).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "viewer",
                "/etc/passwd",
                "file:///etc/passwd",
                "http://git.example.org/viewer",
                "ssh://git@git.example.org/viewer",
                "git@git.example.org:viewer",
                "ext::sh -c id",
                "javascript:alert(1)",
                "https:git.example.org/viewer",
                "https://git.example.org",
                "https://git.example.org/",
                "https:///viewer",
                "https://ada:secret@git.example.org/viewer",
                "https://token@git.example.org/viewer",
                "https://ada:p@ss@git.example.org/viewer",
                "https://git.example.org/vie wer",
                "https://git.example.org/viewer\n",
                "https://git.example.org/view\ter",
                "https://git.example.org/v\u202eiewer",
                "https://git.example.org/%zz",
                "s3://bucket",
                "s3://bucket/",
                "s3://key:secret@bucket/key",
                "--upload-pack=id"
            })
    void refusesWhatIsNeitherOrTellsASecret(String source) {
        assertThatThrownBy(() -> BuildSource.checked(source)).isInstanceOfSatisfying(RequestRefused.class, refused -> {
            assertThat(refused.field()).isEqualTo("source");
            assertThat(refused.remedy()).isNotBlank();
            assertThat(refused.getMessage()).doesNotContain("secret");
        });
    }
}
