package io.embeddedcluster.internal.raft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log in memory: the entries after a base, whose index and term are known and which is covered by a snapshot; and who
 * took part at each index, which goes and comes with the entries that say so.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, sections 5.3 and 7
 */
final class RaftLog {

    private long baseIndex;
    private long baseTerm;
    private Membership baseMembership;
    private final ArrayList<LogEntry> entries = new ArrayList<>();
    /** What the entries say, by index. */
    private final TreeMap<Long, Membership> memberships = new TreeMap<>();

    RaftLog(long baseIndex, long baseTerm) {
        this(baseIndex, baseTerm, Membership.NONE);
    }

    RaftLog(long baseIndex, long baseTerm, Membership baseMembership) {
        this.baseIndex = baseIndex;
        this.baseTerm = baseTerm;
        this.baseMembership = baseMembership;
    }

    /** Says who takes part at the base, where nobody has yet. */
    void found(Membership founders) {
        if (baseMembership.equals(Membership.NONE)) {
            baseMembership = founders;
        }
    }

    /** {@return the index before the first entry that is still here} */
    long baseIndex() {
        return baseIndex;
    }

    long baseTerm() {
        return baseTerm;
    }

    Membership baseMembership() {
        return baseMembership;
    }

    /** {@return who takes part by the entries up to that index} */
    Membership membershipAt(long index) {
        Map.Entry<Long, Membership> said = memberships.floorEntry(index);
        return said == null ? baseMembership : said.getValue();
    }

    /** {@return who takes part by all entries} */
    Membership latestMembership() {
        return membershipAt(Long.MAX_VALUE);
    }

    /** {@return the index of the entry that says so; the base where that is not known more exactly} */
    long latestMembershipIndex() {
        return memberships.isEmpty() ? baseIndex : memberships.lastKey();
    }

    /** {@return who took part before that entry; the same where it is no longer there} */
    Membership previousMembership() {
        return memberships.isEmpty() ? baseMembership : membershipAt(memberships.lastKey() - 1);
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
        append(added, NavigableMap::clear);
    }

    /** The same, where that is done with the memberships that the entries which go have told, by index. */
    void append(List<LogEntry> added, Consumer<NavigableMap<Long, Membership>> forget) {
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
        forget.accept(memberships.tailMap(first, true));
        for (LogEntry entry : added) {
            if (entry.isMembership()) {
                memberships.put(entry.index(), entry.membership());
            }
        }
    }

    /** Forgets the entries up to an index, which a snapshot covers. */
    void compactTo(long index) {
        if (index <= baseIndex) {
            return;
        }
        long term = termAt(index);
        baseMembership = membershipAt(index);
        memberships.headMap(index, true).clear();
        entries.subList(0, Math.toIntExact(index - baseIndex)).clear();
        baseIndex = index;
        baseTerm = term;
    }

    /** Forgets all entries: a snapshot stands in for them. */
    void reset(RaftSnapshot snapshot) {
        entries.clear();
        memberships.clear();
        baseIndex = snapshot.lastIndex();
        baseTerm = snapshot.lastTerm();
        baseMembership = snapshot.membership();
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
