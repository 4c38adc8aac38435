package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.util.Map;

/**
 * What one Fetch request means once its fetch session is taken into account.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-227%3A+Introduce+Incremental+FetchRequests+to+Increase+Partition+Scalability
 *     KIP-227
 */
sealed interface FetchContext {

    /** {@return what is asked of which partition, in the order in which to serve} */
    Map<FetchKey, PartitionFetch> fetches();

    /** Returns the response with these answers. The map is the context's own afterwards. */
    FetchResponse respond(Map<FetchKey, FetchResponse.PartitionData> answers);

    /** The request does not fit its session: nothing is served. */
    record Refused(ErrorCode error) implements FetchContext {

        @Override
        public Map<FetchKey, PartitionFetch> fetches() {
            return Map.of();
        }

        @Override
        public FetchResponse respond(Map<FetchKey, FetchResponse.PartitionData> answers) {
            return FetchResponses.of(error, 0, Map.of());
        }
    }

    /** A request that stands alone. */
    record Sessionless(Map<FetchKey, PartitionFetch> fetches) implements FetchContext {

        @Override
        public FetchResponse respond(Map<FetchKey, FetchResponse.PartitionData> answers) {
            return FetchResponses.of(ErrorCode.NONE, 0, answers);
        }
    }

    /** A full request that asks for a new session, which is opened with the response where there is room. */
    record Full(Map<FetchKey, PartitionFetch> fetches, FetchSessions sessions, boolean privileged, boolean usesTopicIds)
            implements FetchContext {

        @Override
        public FetchResponse respond(Map<FetchKey, FetchResponse.PartitionData> answers) {
            int sessionId = sessions.open(privileged, usesTopicIds, fetches, answers);
            return FetchResponses.of(ErrorCode.NONE, sessionId, answers);
        }
    }

    /** A request within a session, answered with what has changed. */
    record Incremental(FetchSession session, int epochOfResponse) implements FetchContext {

        @Override
        public Map<FetchKey, PartitionFetch> fetches() {
            return session.fetches();
        }

        @Override
        public FetchResponse respond(Map<FetchKey, FetchResponse.PartitionData> answers) {
            if (session.epoch() != epochOfResponse) {
                return FetchResponses.of(ErrorCode.INVALID_FETCH_SESSION_EPOCH, session.id(), Map.of());
            }
            session.keepNews(answers);
            return FetchResponses.of(ErrorCode.NONE, session.id(), answers);
        }
    }
}
