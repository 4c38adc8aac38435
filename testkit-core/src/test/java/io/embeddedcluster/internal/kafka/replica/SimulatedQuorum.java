package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.ProposeIsr;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The partition's state with its version, who is registered, and a controller that elects. */
final class SimulatedQuorum {

    private static final List<Integer> REPLICAS = List.of(1, 2, 3);

    private final Mutation mutation;
    private final SplittableRandom random;
    final TreeSet<Integer> registered = new TreeSet<>(REPLICAS);
    PartitionState state = new PartitionState(1, 0, REPLICAS, REPLICAS, 0);

    SimulatedQuorum(Mutation mutation, SplittableRandom random) {
        this.mutation = mutation;
        this.random = random;
    }

    /** A leader's conditional write. */
    IsrOutcome write(ProposeIsr proposal) {
        boolean isCurrent =
                proposal.leaderEpoch() == state.leaderEpoch() && proposal.partitionEpoch() == state.partitionEpoch();
        if (!isCurrent && mutation != Mutation.ISR_IS_WRITTEN_UNCONDITIONALLY) {
            return new IsrOutcome.Superseded();
        }
        change(state.leader(), state.leaderEpoch(), proposal.isr());
        return new IsrOutcome.Accepted(state.partitionEpoch());
    }

    /** The controller looks whether the leader and the ISR are registered; returns whether it changed the state. */
    boolean control() {
        boolean hasLeader = registered.contains(state.leader());
        List<Integer> aliveIsr =
                state.isr().stream().filter(registered::contains).toList();
        if (hasLeader) {
            if (aliveIsr.size() == state.isr().size()) {
                return false;
            }
            change(state.leader(), state.leaderEpoch() + random.nextInt(2), aliveIsr);
            return true;
        }
        if (mutation == Mutation.ELECTION_OUTSIDE_THE_ISR && !registered.isEmpty()) {
            List<Integer> alive = new ArrayList<>(registered);
            int elected = alive.get(random.nextInt(alive.size()));
            change(elected, state.leaderEpoch() + 1, List.of(elected));
            return true;
        }
        if (aliveIsr.isEmpty()) {
            if (state.leader() == PartitionState.NO_LEADER) {
                return false;
            }
            change(PartitionState.NO_LEADER, state.leaderEpoch() + 1, state.isr());
            return true;
        }
        change(aliveIsr.get(0), state.leaderEpoch() + 1, aliveIsr);
        return true;
    }

    /** The controller moves the leadership for no reason; returns whether it could. */
    boolean moveLeader() {
        List<Integer> others = state.isr().stream()
                .filter(member -> member != state.leader() && registered.contains(member))
                .toList();
        if (others.isEmpty()) {
            return false;
        }
        change(others.get(random.nextInt(others.size())), state.leaderEpoch() + 1, state.isr());
        return true;
    }

    private void change(int leader, int leaderEpoch, List<Integer> isr) {
        state = new PartitionState(leader, leaderEpoch, isr, REPLICAS, state.partitionEpoch() + 1);
    }
}
