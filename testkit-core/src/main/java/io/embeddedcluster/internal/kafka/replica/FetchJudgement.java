package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;
import java.util.function.Function;

/** A leader's judgement on a follower's fetch. */
public sealed interface FetchJudgement {

    /** Returns what the function of this case makes of it. */
    <T> T fold(Function<Refused, T> ifRefused, Function<Diverging, T> ifDiverging, Function<Accepted, T> ifAccepted);

    /** The follower is answered with an error. */
    record Refused(ErrorCode error) implements FetchJudgement {

        @Override
        public <T> T fold(
                Function<Refused, T> ifRefused, Function<Diverging, T> ifDiverging, Function<Accepted, T> ifAccepted) {
            return ifRefused.apply(this);
        }
    }

    /** The follower's log is not a part of the leader's: it is told where to cut it, and gets no records. */
    record Diverging(EpochEnd end) implements FetchJudgement {

        @Override
        public <T> T fold(
                Function<Refused, T> ifRefused, Function<Diverging, T> ifDiverging, Function<Accepted, T> ifAccepted) {
            return ifDiverging.apply(this);
        }
    }

    /** The follower may read from its fetch offset; and the leader knows something new. */
    record Accepted(List<ReplicaEffect> effects) implements FetchJudgement {

        /** Keeps its own copy of the list. */
        public Accepted {
            effects = List.copyOf(effects);
        }

        @Override
        public <T> T fold(
                Function<Refused, T> ifRefused, Function<Diverging, T> ifDiverging, Function<Accepted, T> ifAccepted) {
            return ifAccepted.apply(this);
        }
    }
}
