package io.embeddedcluster.parity.wire;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Ours answers as ZooKeeper 3.9.6 does where a setting changes what is allowed. */
@Tag("parity")
class ZooKeeperSettingsParityTest {

    @TestFactory
    Stream<DynamicTest> everyExchangeIsTheSame() {
        return WithSettings.all().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(), () -> each.compareWith(new Comparison(new AcceptedDifferences(Map.of())))));
    }
}
