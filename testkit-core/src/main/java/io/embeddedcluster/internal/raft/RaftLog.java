package io.embeddedcluster.internal.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The log in memory: the entries after a base, whose index and term are known and which is covered by a snapshot.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, sections 5.3 and 7
 */
final class RaftLog {

    private long baseIndex;
    private long baseTerm;
    private final ArrayList<LogEntry> entries = new ArrayList<>();

    RaftLog(long baseIndex, long baseTerm) {
        this.baseIndex = baseIndex;
        this.baseTerm = baseTerm;
    }

    /** {@return the index before the first entry that is still here} */
    long baseIndex() {
        return baseIndex;
    }

    long baseTerm() {
        return baseTerm;
    }

    long lastIndex() {
        return baseIndex + entries.size();
    }

    long lastTerm() {
        return termAt(lastIndex());
    }

    /** {@return whether the term at this index is known here} */
    boolean knows(long index) {
        return index >= baseIndex && index <= lastIndex();
    }

    long termAt(long index) {
        return index == baseIndex ? baseTerm : entry(index).term();
    }

    LogEntry entry(long index) {
        return entries.get(Math.toIntExact(index - baseIndex - 1));
    }

    /** Returns a copy of the entries from an index on, as many as the limits allow, at least one if there is one. */
    List<LogEntry> entriesFrom(long index, int maxCount, int maxBytes) {
        List<LogEntry> batch = new ArrayList<>();
        long bytes = 0;
        for (long i = index; i <= lastIndex() && batch.size() < maxCount; i++) {
            bytes += entry(i).sizeBytes();
            if (bytes > maxBytes && !batch.isEmpty()) {
                break;
            }
            batch.add(entry(i));
        }
        return batch;
    }

    List<LogEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** Appends entries that follow one another; whatever stands at the first one's index or after it goes. */
    void append(List<LogEntry> added) {
        if (added.isEmpty()) {
            return;
        }
        long first = added.get(0).index();
        if (first <= baseIndex || first > lastIndex() + 1) {
            throw new IllegalStateException(
                    "entry " + first + " does not fit a log from " + baseIndex + " to " + lastIndex());
        }
        entries.subList(Math.toIntExact(first - baseIndex - 1), entries.size()).clear();
        entries.addAll(added);
    }

    /** Forgets the entries up to an index, which a snapshot covers. */
    void compactTo(long index) {
        if (index <= baseIndex) {
            return;
        }
        long term = termAt(index);
        entries.subList(0, Math.toIntExact(index - baseIndex)).clear();
        baseIndex = index;
        baseTerm = term;
    }

    /** Forgets all entries: a snapshot stands in for them. */
    void reset(long newBaseIndex, long newBaseTerm) {
        entries.clear();
        baseIndex = newBaseIndex;
        baseTerm = newBaseTerm;
    }

    /**
     * Returns the highest index, at most the given one, whose term is at most the given one. Where two logs differ, each
     * side goes back a whole term at a time by this.
     */
    long lastIndexWithTermAtMost(long index, long term) {
        long candidate = index;
        while (candidate > baseIndex && termAt(candidate) > term) {
            candidate--;
        }
        return candidate;
    }
}
