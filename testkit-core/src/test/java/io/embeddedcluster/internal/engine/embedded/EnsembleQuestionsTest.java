package io.embeddedcluster.internal.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.engine.embedded.EnsembleQuestions.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a check waits for quorum nodes, of which the furthest was at log index 20 when it began. */
class EnsembleQuestionsTest {

    private static final long AWAITED_INDEX = 20;
    private static final long ZXID_TO_COMPARE = 300;

    @Test
    void nodesThatHoldTheSameHaveSettled() {
        assertThat(haveSettled(at(20, 10), at(20, 10))).isTrue();
        assertThat(haveSettled()).isTrue();
    }

    @Test
    void nodesThatGoOnHaveSettledOnceTheyCanBeCompared() {
        assertThat(haveSettled(at(40, 30), at(41, 31))).isFalse();
        assertThat(haveSettled(at(400, 300), at(401, 301))).isTrue();
    }

    @Test
    void nodesThatAreBehindAsOneHaveNotSettled() {
        assertThat(haveSettled(at(19, 9), at(19, 9))).as("the furthest is gone").isFalse();
        assertThat(haveSettled(at(19, 300)))
                .as("it is gone, and a new term has begun")
                .isFalse();
    }

    private static boolean haveSettled(Position... serving) {
        return EnsembleQuestions.haveSettled(List.of(serving), AWAITED_INDEX, ZXID_TO_COMPARE);
    }

    private static Position at(long index, long zxid) {
        return new Position(true, index, zxid);
    }
}
