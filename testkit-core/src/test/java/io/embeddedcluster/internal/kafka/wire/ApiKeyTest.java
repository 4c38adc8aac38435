package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdRequest;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** Our APIs against kafka-clients, and the generated classes against our APIs. */
class ApiKeyTest {

    @Test
    void numbersNamesAndVersionsAreThoseOfKafka() {
        for (ApiKey ours : ApiKey.values()) {
            ApiKeys real = ApiKeys.forId(ours.id());
            assertThat(ours).hasToString(real.name());
            assertThat(ours.request().lowestVersion()).isEqualTo(real.oldestVersion());
            assertThat(ours.request().highestVersion())
                    .as("stable versions of %s", ours)
                    .isEqualTo(real.latestVersion(false));
            assertThat(ours.request().highestKnownVersion()).isEqualTo(real.latestVersion(true));
            assertThat(ApiKey.forId(ours.id())).contains(ours);
        }
        assertThat(ApiKey.forId((short) 999)).isEmpty();
        assertThat(ApiKey.forId((short) -1)).isEmpty();
    }

    @Test
    void requestAndResponseHaveTheSameVersions() {
        for (ApiKey key : ApiKey.values()) {
            assertThat(key.response().apiKey()).isEqualTo(key.id());
            assertThat(key.response().lowestVersion()).isEqualTo(key.request().lowestVersion());
            assertThat(key.response().highestVersion()).isEqualTo(key.request().highestVersion());
        }
    }

    @Test
    void headerVersionsAreThoseOfKafka() {
        for (ApiKey ours : ApiKey.values()) {
            ApiKeys real = ApiKeys.forId(ours.id());
            for (short version = real.oldestVersion(); version <= real.latestVersion(true); version++) {
                assertThat(ours.requestHeaderVersion(version)).isEqualTo(real.requestHeaderVersion(version));
                assertThat(ours.responseHeaderVersion(version)).isEqualTo(real.responseHeaderVersion(version));
            }
        }
    }

    @Test
    void aVersionThatIsStillBeingDesignedIsReadButNotOffered() {
        assertThat(InitProducerIdRequest.HIGHEST_SUPPORTED_VERSION).isEqualTo((short) 5);
        assertThat(InitProducerIdRequest.HIGHEST_KNOWN_VERSION).isEqualTo((short) 6);
        assertThat(InitProducerIdResponse.HIGHEST_SUPPORTED_VERSION).isEqualTo((short) 5);
        assertThat(InitProducerIdRequest.TYPE.isSupported((short) 6)).isFalse();
        assertThat(InitProducerIdRequest.TYPE.isKnown((short) 6)).isTrue();
    }

    /** What is generated and no API uses would be tested by nobody. */
    @Test
    void everyGeneratedMessageIsAHeaderOrBelongsToAnApi() throws IOException, URISyntaxException {
        Path classes = Path.of(
                        ProduceRequest.class.getResource("ProduceRequest.class").toURI())
                .getParent();
        List<String> generated;
        try (Stream<Path> files = Files.list(classes)) {
            generated = files.map(file -> file.getFileName().toString().replace(".class", ""))
                    .filter(name -> !name.contains("$") && !name.equals("package-info"))
                    .toList();
        }
        assertThat(generated)
                .hasSize(24)
                .containsExactlyInAnyOrderElementsOf(
                        MessagePair.all().stream().map(MessagePair::toString).toList());
    }
}
