package io.embeddedcluster.internal.host.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressRotationTest {

    private final AddressRotation rotation = new AddressRotation(AddressRotationTest::lookUp);

    @Test
    void eachAttemptTakesTheNextAddressOfItsName() throws Exception {
        assertThat(rotation.next("both", 2181)).isEqualTo(address("192.0.2.1"));
        assertThat(rotation.next("one", 2181)).isEqualTo(address("192.0.2.7"));
        assertThat(rotation.next("both", 2181)).isEqualTo(address("192.0.2.2"));
        assertThat(rotation.next("one", 2181)).isEqualTo(address("192.0.2.7"));
        assertThat(rotation.next("both", 2181)).isEqualTo(address("192.0.2.1"));
    }

    @Test
    void nameThatNobodyKnowsStaysOne() {
        assertThat(rotation.next("nobody", 2181).isUnresolved()).isTrue();
    }

    private static InetAddress[] lookUp(String name) throws UnknownHostException {
        return switch (name) {
            case "both" -> new InetAddress[] {InetAddress.getByName("192.0.2.1"), InetAddress.getByName("192.0.2.2")};
            case "one" -> new InetAddress[] {InetAddress.getByName("192.0.2.7")};
            default -> throw new UnknownHostException(name);
        };
    }

    private static InetSocketAddress address(String text) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(text), 2181);
    }
}
