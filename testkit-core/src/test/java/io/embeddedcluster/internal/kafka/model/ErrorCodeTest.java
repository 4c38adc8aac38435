package io.embeddedcluster.internal.kafka.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {

    @Test
    void codesNamesAndRetriabilityAreThoseOfKafka() {
        assertThat(ErrorCode.values()).hasSameSizeAs(Errors.values());
        for (Errors real : Errors.values()) {
            ErrorCode ours = ErrorCode.of(real.code());
            assertThat(ours).hasToString(real.name());
            assertThat(ours.code()).isEqualTo(real.code());
            assertThat(ours.isRetriable()).as(real.name()).isEqualTo(real.exception() instanceof RetriableException);
        }
    }

    @Test
    void aNumberThatWeDoNotKnowIsAnUnknownError() {
        assertThat(ErrorCode.of((short) -2)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(ErrorCode.of(Short.MAX_VALUE)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
