package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.nio.ByteBuffer;
import java.util.Map;

/** Builds responses to Fetch. */
final class FetchResponses {

    private static final ByteBuffer NO_RECORDS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private FetchResponses() {}

    /** Returns a response whose topics come in the order of the answers. */
    static FetchResponse of(ErrorCode error, int sessionId, Map<FetchKey, FetchResponse.PartitionData> answers) {
        FetchResponse response = new FetchResponse().errorCode(error.code()).sessionId(sessionId);
        FetchKey previous = null;
        FetchResponse.FetchableTopicResponse topic = null;
        for (Map.Entry<FetchKey, FetchResponse.PartitionData> answer : answers.entrySet()) {
            FetchKey key = answer.getKey();
            if (topic == null || previous == null || !previous.isSameTopic(key)) {
                topic = new FetchResponse.FetchableTopicResponse()
                        .topic(key.topic())
                        .topicId(key.topicId());
                response.responses().add(topic);
            }
            topic.partitions().add(answer.getValue());
            previous = key;
        }
        return response;
    }

    /** Returns the answer that refuses one partition. */
    static FetchResponse.PartitionData refusal(int partition, ErrorCode error) {
        return new FetchResponse.PartitionData()
                .partitionIndex(partition)
                .errorCode(error.code())
                .highWatermark(-1)
                .records(NO_RECORDS.duplicate());
    }

    static int sizeOfRecords(FetchResponse.PartitionData answer) {
        ByteBuffer records = answer.records();
        return records == null ? 0 : records.remaining();
    }
}
