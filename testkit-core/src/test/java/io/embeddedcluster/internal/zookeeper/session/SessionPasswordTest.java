package io.embeddedcluster.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import org.junit.jupiter.api.Test;

class SessionPasswordTest {

    private final SessionPassword passwords = new SessionPassword(7);

    @Test
    void everyServerWithTheSecretTakesIt() {
        assertThat(passwords.of(0x1000000000001L)).hasSize(ConnectRequest.PASSWORD_BYTES);
        assertThat(new SessionPassword(7).matches(0x1000000000001L, passwords.of(0x1000000000001L)))
                .isTrue();
    }

    @Test
    void passwordOfAnotherSessionOrSecretOrNoneIsRefused() {
        assertThat(passwords.matches(1, passwords.of(2))).isFalse();
        assertThat(passwords.matches(1, new SessionPassword(8).of(1))).isFalse();
        assertThat(passwords.matches(1, new byte[ConnectRequest.PASSWORD_BYTES]))
                .isFalse();
        assertThat(passwords.matches(1, new byte[0])).isFalse();
        assertThat(passwords.matches(1, null)).isFalse();
    }
}
