package io.embeddedcluster.internal.kafka.handler.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replication.PartitionFetch;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {

    private static final FetchKey A = new FetchKey("", new Uuid(1, 1), 0);
    private static final FetchKey B = new FetchKey("", new Uuid(1, 1), 1);
    private static final FetchKey C = new FetchKey("", new Uuid(2, 2), 0);

    private final ManualHost host = new ManualHost();
    private final FetchSessions sessions = new FetchSessions(host.clock(), host.random("sessions"), 2);

    @Test
    void aFullFetchOpensASessionAndTheNextOneGetsOnlyNews() {
        int id = open(false, A, B);
        FetchContext next = incremental(id, 1, Map.of());

        assertThat(next.fetches()).containsOnlyKeys(A, B);
        FetchResponse response = next.respond(answers(answer(A, 0, 5), answer(B, 0, 0)));

        assertThat(response.sessionId()).isEqualTo(id);
        assertThat(response.responses())
                .singleElement()
                .satisfies(topic -> assertThat(topic.partitions())
                        .extracting(FetchResponse.PartitionData::partitionIndex)
                        .containsExactly(0));
    }

    @Test
    void aPartitionThatReturnedDataGoesToTheEnd() {
        int id = open(false, A, B);
        incremental(id, 1, Map.of()).respond(answers(answer(A, 10, 0), answer(B, 0, 0)));

        assertThat(incremental(id, 2, Map.of()).fetches().keySet()).containsExactly(B, A);
    }

    @Test
    void anErrorIsToldAgainAndSoIsTheStateAfterIt() {
        int id = open(false, A);
        FetchResponse.PartitionData refusal = FetchResponses.refusal(0, ErrorCode.NOT_LEADER_OR_FOLLOWER);

        assertThat(incremental(id, 1, Map.of()).respond(answersOf(A, refusal)).responses())
                .hasSize(1);
        assertThat(incremental(id, 2, Map.of()).respond(answersOf(A, refusal)).responses())
                .hasSize(1);
        assertThat(incremental(id, 3, Map.of())
                        .respond(answers(answer(A, 0, 0)))
                        .responses())
                .hasSize(1);
        assertThat(incremental(id, 4, Map.of())
                        .respond(answers(answer(A, 0, 0)))
                        .responses())
                .isEmpty();
    }

    /** A follower that was told to cut its log has not taken in the high watermark of that answer. */
    @Test
    void theStateAfterADivergenceIsToldThoughItIsTheSame() {
        int id = open(false, A);
        FetchResponse.PartitionData diverging = answer(A, 0, 7)
                .get(A)
                .divergingEpoch(new FetchResponse.EpochEndOffset().epoch(1).endOffset(3));

        incremental(id, 1, Map.of()).respond(answersOf(A, diverging));

        assertThat(incremental(id, 2, Map.of())
                        .respond(answers(answer(A, 0, 7)))
                        .responses())
                .hasSize(1);
        assertThat(incremental(id, 3, Map.of())
                        .respond(answers(answer(A, 0, 7)))
                        .responses())
                .isEmpty();
    }

    /**
     * Two fetches of a follower may be under way. What the second answer says is dropped where the first has moved the log:
     * the follower then says again that it lacks the high watermark which the session counts as told.
     */
    @Test
    void aHighWatermarkThatTheFollowerSaysItLacksIsToldAgain() {
        int id = open(true, A);
        incremental(id, 1, Map.of(A, follower(5, 0))).respond(answers(answer(A, 0, 5)));

        assertThat(incremental(id, 2, Map.of(A, follower(5, 0)))
                        .respond(answers(answer(A, 0, 5)))
                        .responses())
                .hasSize(1);
        assertThat(incremental(id, 3, Map.of(A, follower(5, 5)))
                        .respond(answers(answer(A, 0, 5)))
                        .responses())
                .isEmpty();
    }

    /** What lies beyond its log is of no use to a follower: telling it at once, each time, would be a loop. */
    @Test
    void aHighWatermarkBeyondTheFollowersLogIsToldOnce() {
        int id = open(true, A);
        incremental(id, 1, Map.of(A, follower(5, 5))).respond(answers(answer(A, 0, 9)));

        assertThat(incremental(id, 2, Map.of(A, follower(5, 5)))
                        .respond(answers(answer(A, 0, 9)))
                        .responses())
                .isEmpty();
    }

    @Test
    void addedAndForgottenPartitionsChangeTheSession() {
        int id = open(false, A, B);

        FetchContext context = sessions.contextOf(id, 1, false, true, fetches(C), List.of(A));

        assertThat(context.fetches()).containsOnlyKeys(B, C);
    }

    @Test
    void forgettingEverythingEndsTheSession() {
        int id = open(false, A);

        FetchContext context = sessions.contextOf(id, 1, false, true, Map.of(), List.of(A));

        assertThat(context).isInstanceOf(FetchContext.Sessionless.class);
        assertThat(context.respond(new LinkedHashMap<>()).sessionId()).isZero();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void aWrongEpochAnUnknownSessionAndAChangeOfNamingAreRefused() {
        int id = open(false, A);

        assertThat(incremental(id, 7, Map.of()))
                .isEqualTo(new FetchContext.Refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH));
        assertThat(incremental(id + 1, 1, Map.of()))
                .isEqualTo(new FetchContext.Refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND));
        assertThat(sessions.contextOf(id, 1, false, false, Map.of(), List.of()))
                .isEqualTo(new FetchContext.Refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR));
    }

    @Test
    void theFinalEpochEndsTheSessionAndOpensNone() {
        int id = open(false, A);

        FetchContext context = incremental(id, -1, fetches(B));

        assertThat(context).isEqualTo(new FetchContext.Sessionless(fetches(B)));
        assertThat(sessions.size()).isZero();
    }

    @Test
    void withoutRoomAConsumerIsServedWithoutASession() {
        open(false, A);
        open(false, A);

        assertThat(full(false, A)).isZero();
    }

    @Test
    void aFollowerTakesTheRoomOfAConsumer() {
        open(false, A);
        open(false, A, B);

        assertThat(full(true, A)).isNotZero();
        assertThat(sessions.size()).isEqualTo(2);
    }

    @Test
    void aSessionIdleForTwoMinutesMakesRoom() {
        open(true, A);
        open(true, A);
        host.advance(Duration.ofMillis(FetchSessions.EVICTION_MILLIS + 1));

        assertThat(full(false, A)).isNotZero();
    }

    private int open(boolean follower, FetchKey... keys) {
        int id = full(follower, keys);
        assertThat(id).isNotZero();
        return id;
    }

    private int full(boolean follower, FetchKey... keys) {
        FetchContext context = sessions.contextOf(0, 0, follower, true, fetches(keys), List.of());
        LinkedHashMap<FetchKey, FetchResponse.PartitionData> answers = new LinkedHashMap<>();
        for (FetchKey key : keys) {
            answers.putAll(answer(key, 0, 0));
        }
        return context.respond(answers).sessionId();
    }

    private FetchContext incremental(int id, int epoch, Map<FetchKey, PartitionFetch> changes) {
        return sessions.contextOf(id, epoch, false, true, changes, List.of());
    }

    private static Map<FetchKey, PartitionFetch> fetches(FetchKey... keys) {
        LinkedHashMap<FetchKey, PartitionFetch> fetches = new LinkedHashMap<>();
        for (FetchKey key : keys) {
            fetches.put(key, new PartitionFetch(1, 0, -1, -1, 1 << 20, PartitionFetch.NO_HIGH_WATERMARK));
        }
        return fetches;
    }

    /** What a follower asks whose log ends there. */
    private static PartitionFetch follower(long logEndOffset, long highWatermark) {
        return new PartitionFetch(1, logEndOffset, 0, 0, 1 << 20, highWatermark);
    }

    @SafeVarargs
    private static Map<FetchKey, FetchResponse.PartitionData> answers(
            Map<FetchKey, FetchResponse.PartitionData>... parts) {
        LinkedHashMap<FetchKey, FetchResponse.PartitionData> all = new LinkedHashMap<>();
        for (Map<FetchKey, FetchResponse.PartitionData> part : parts) {
            all.putAll(part);
        }
        return all;
    }

    private static Map<FetchKey, FetchResponse.PartitionData> answersOf(
            FetchKey key, FetchResponse.PartitionData answer) {
        return answers(Map.of(key, answer));
    }

    private static Map<FetchKey, FetchResponse.PartitionData> answer(FetchKey key, int bytes, long highWatermark) {
        return Map.of(
                key,
                new FetchResponse.PartitionData()
                        .partitionIndex(key.partition())
                        .highWatermark(highWatermark)
                        .logStartOffset(0)
                        .records(ByteBuffer.allocate(bytes)));
    }
}
