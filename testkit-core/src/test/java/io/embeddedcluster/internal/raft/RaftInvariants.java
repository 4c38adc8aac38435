package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches all voters of a simulation, from outside and with its own memory, for the five properties of the paper's figure
 * 3. What it knows is never lost in a crash.
 *
 * <p>A log is summed up entry by entry in a chain: the chain at an entry is a hash of the chain before it and of the entry.
 * Two logs that have the same chain at an index are the same up to there.
 */
final class RaftInvariants {

    /** Figure 3, election safety: who led a term. The run counts: who has crashed cannot lead the same term again. */
    private final TreeMap<Long, String> leaders = new TreeMap<>();
    /** Figure 3, log matching: the chain at each pair of index and term that any log ever had. */
    private final Map<Position, Long> chains = new HashMap<>();
    /** Figure 3, leader completeness: what was committed at each index, and in which term that was first known. */
    private final List<Committed> committed = new ArrayList<>();
    /** Figure 3, state machine safety: the state after each index. */
    private final Map<Long, Long> states = new HashMap<>();

    private final TreeMap<NodeName, Seen> seen = new TreeMap<>();

    private record Position(long index, long term) {}

    private record Committed(long chain, long inTerm) {}

    /** What was last seen of one run of one voter, so that only what is new is looked at. */
    private static final class Seen {
        private final int run;
        /** The chain at each index of its log, compacted ones included; null where it was never there. */
        private final List<@Nullable Long> chains = new ArrayList<>();

        private @Nullable LogEntry last;
        private long baseIndex = -1;
        private int size = -1;
        private long commitIndex;
        private long leaderTerm;

        Seen(int run) {
            this.run = run;
        }
    }

    /** A property of the paper does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    RaftInvariants() {
        chains.put(new Position(0, 0), 0L);
        committed.add(new Committed(0, 0));
    }

    /** Looks at one voter after something happened there. */
    void check(NodeName node, int run, RaftCore core) {
        Seen known = seen.compute(node, (name, old) -> old == null || old.run != run ? new Seen(run) : old);
        checkLog(node, known, core.log());
        checkLeader(node, known, core);
        checkCommitted(node, known, core);
    }

    private void checkLog(NodeName node, Seen known, RaftLog log) {
        int size = log.entries().size();
        LogEntry last = size == 0 ? null : log.entry(log.lastIndex());
        if (known.baseIndex == log.baseIndex() && known.size == size && isSame(known.last, last)) {
            return;
        }
        known.baseIndex = log.baseIndex();
        known.size = size;
        known.last = last;
        Long chain = chains.get(new Position(log.baseIndex(), log.baseTerm()));
        if (chain == null) {
            throw new Violation(node + " has compacted its log to " + log.baseIndex() + " of term " + log.baseTerm()
                    + ", which no log ever had");
        }
        int base = Math.toIntExact(log.baseIndex());
        if (known.chains.size() <= base || !chain.equals(known.chains.get(base))) {
            // It did not come here by compacting what it had, but by a snapshot.
            known.chains.clear();
            known.chains.addAll(Collections.nCopies(base, null));
            known.chains.add(chain);
        }
        known.chains.subList(base + 1, known.chains.size()).clear();
        for (LogEntry entry : log.entries()) {
            chain = mix(mix(mix(chain, entry.term()), entry.isNoOp() ? 1 : 0), hashOf(entry.payload()));
            Long other = chains.putIfAbsent(new Position(entry.index(), entry.term()), chain);
            if (other != null && !other.equals(chain)) {
                throw new Violation("log matching: at index " + entry.index() + " of term " + entry.term() + ", " + node
                        + " has another log than a voter had before");
            }
            known.chains.add(chain);
        }
    }

    /** Whatever is replaced in a log, its last entry is a new object then. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable LogEntry one, @Nullable LogEntry other) {
        return one == other;
    }

    private void checkLeader(NodeName node, Seen known, RaftCore core) {
        if (!(core.role() instanceof Leader) || known.leaderTerm == core.term()) {
            return;
        }
        known.leaderTerm = core.term();
        String self = node + " in run " + known.run;
        String other = leaders.putIfAbsent(core.term(), self);
        if (other != null && !other.equals(self)) {
            throw new Violation("election safety: " + other + " and " + self + " lead term " + core.term());
        }
        for (int index = 0; index < committed.size(); index++) {
            Committed entry = committed.get(index);
            Long chain = index < known.chains.size() ? known.chains.get(index) : Long.valueOf(-1);
            if (entry.inTerm < core.term() && chain != null && chain != entry.chain) {
                throw new Violation("leader completeness: " + self + " leads term " + core.term()
                        + " without the entry at " + index + " that was committed in term " + entry.inTerm);
            }
        }
    }

    private void checkCommitted(NodeName node, Seen known, RaftCore core) {
        long from = known.commitIndex;
        known.commitIndex = core.commitIndex();
        for (int index = Math.toIntExact(from) + 1; index <= core.commitIndex(); index++) {
            Long chain = known.chains.get(index);
            if (index < committed.size()) {
                if (chain != null && chain != committed.get(index).chain) {
                    throw new Violation("committed entries survive: " + node + " has another entry committed at "
                            + index + " than was committed before");
                }
            } else if (chain == null) {
                throw new Violation(node + " knows entry " + index + " as committed, but nobody has seen it");
            } else {
                committed.add(new Committed(chain, core.term()));
            }
        }
    }

    /** Takes down a voter's state after an entry, and compares it with the others'. */
    void applied(NodeName node, long index, long state) {
        Long other = states.putIfAbsent(index, state);
        if (other != null && other != state) {
            throw new Violation("state machine safety: the state of " + node + " after " + index
                    + " is another than that of a voter before");
        }
    }

    /** {@return how many terms had a leader} */
    int leaderCount() {
        return leaders.size();
    }

    /** {@return the last index known to be committed} */
    long committedIndex() {
        return committed.size() - 1L;
    }

    static long mix(long hash, long value) {
        long z = (Long.rotateLeft(hash, 27) ^ value) * 0xbf58476d1ce4e5b9L;
        return z ^ (z >>> 29);
    }

    static long hashOf(ByteBuffer bytes) {
        long hash = bytes.remaining();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            hash = hash * 31 + bytes.get(i);
        }
        return hash;
    }
}
