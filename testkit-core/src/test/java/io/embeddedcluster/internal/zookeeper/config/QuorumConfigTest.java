package io.embeddedcluster.internal.zookeeper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuorumConfigTest {

    @Test
    void sessionTimeoutsFollowFromTheTick() {
        QuorumConfig config = QuorumConfig.of(Map.of("tickTime", "4000"));

        assertThat(config.minSessionTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.maxSessionTimeout()).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void sessionsMayBeLongWhereTicksAreShort() {
        assertThat(QuorumConfig.DEFAULTS.minSessionTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(QuorumConfig.DEFAULTS.maxSessionTimeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void longestSessionIsOfTwentyTicksWhereTicksAreSet() {
        assertThat(QuorumConfig.of(Map.of("tickTime", "500")).maxSessionTimeout())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(QuorumConfig.of(Map.of("tickTime", "50")).maxSessionTimeout())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void superUsersAreNamedAloneOrWithASuffix() {
        Map<String, String> config = Map.of("user_bob", "b", "superUser", "bob", "superUser.1", "eve");
        assertThat(QuorumConfig.of(config).superUsers()).containsExactly("bob", "eve");
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("superUser", "bob")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody can log in by SASL");
    }

    @Test
    void digestThatIsOffCannotBeDemanded() {
        Map<String, String> config = Map.of(
                "enforce.auth.enabled", "true",
                "enforce.auth.schemes", "digest",
                "DigestAuthenticationProvider.enabled", "false");
        assertThatThrownBy(() -> QuorumConfig.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enforce.auth.schemes");
    }

    @Test
    void unknownNameIsRefused() {
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("tickTimes", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown quorum config name: tickTimes (value 1)");
    }

    @Test
    void valueThatIsNotAllowedIsRefusedWithWhatIs() {
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("tickTime", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tickTime")
                .hasMessageContaining("allowed: INT, at least 1");
    }

    @Test
    void rangeOfSessionTimeoutsMustNotBeEmpty() {
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("minSessionTimeout", "5000", "maxSessionTimeout", "4000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minSessionTimeout: 5000 (expected: at most maxSessionTimeout, 4000)");
    }

    @Test
    void usersAreNamedAsInAJaasSection() {
        QuorumConfig config = QuorumConfig.of(Map.of("user_bob", "secret"));

        assertThat(config.saslUsers()).containsExactly(Map.entry("bob", "secret"));
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("user_", "secret")))
                .hasMessageContaining("Unknown quorum config name: user_");
    }

    @Test
    void whoDemandsAuthenticationSaysWhich() {
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("enforce.auth.enabled", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enforce.auth.schemes");
        assertThat(QuorumConfig.of(Map.of(
                                "enforce.auth.enabled",
                                "true",
                                "enforce.auth.schemes",
                                "digest,sasl",
                                "user_bob",
                                "secret"))
                        .enforcedAuthSchemes())
                .containsExactly("digest", "sasl");
        assertThat(QuorumConfig.DEFAULTS.enforcedAuthSchemes()).isEmpty();
    }

    @Test
    void saslIsKnownWhereAProviderOrAUserIsNamed() {
        String provider = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider";

        assertThat(QuorumConfig.DEFAULTS.operationRules().saslKnown()).isFalse();
        assertThat(QuorumConfig.of(Map.of("user_bob", "secret"))
                        .operationRules()
                        .saslKnown())
                .isTrue();
        assertThat(QuorumConfig.of(Map.of("authProvider.sasl", provider))
                        .operationRules()
                        .saslKnown())
                .isTrue();
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("authProvider.1", "com.example.Provider")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("authProvider.1")
                .hasMessageContaining("one of " + provider);
    }

    @Test
    void nobodyIsAskedToLogInWhereNobodyCan() {
        assertThatThrownBy(() -> QuorumConfig.of(Map.of("sessionRequireClientSASLAuth", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user_NAME");
        assertThatThrownBy(() ->
                        QuorumConfig.of(Map.of("enforce.auth.enabled", "true", "enforce.auth.schemes", "digest,sasl")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user_NAME");
    }
}
