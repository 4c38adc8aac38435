package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;

/** A leader's judgement on a follower's fetch. */
public sealed interface FetchJudgement {

    /** The follower is answered with an error. */
    record Refused(ErrorCode error) implements FetchJudgement {}

    /** The follower's log is not a part of the leader's: it is told where to cut it, and gets no records. */
    record Diverging(EpochEnd end) implements FetchJudgement {}

    /** The follower may read from its fetch offset; and the leader knows something new. */
    record Accepted(List<ReplicaEffect> effects) implements FetchJudgement {

        /** Keeps its own copy of the list. */
        public Accepted {
            effects = List.copyOf(effects);
        }
    }
}
