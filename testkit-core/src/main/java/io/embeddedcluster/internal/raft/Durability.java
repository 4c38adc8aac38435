package io.embeddedcluster.internal.raft;

import java.util.ArrayDeque;

/**
 * Keeps answers back until what they tell is on disk.
 *
 * <p>Writes are counted. One sync runs at a time and covers all writes before it, so that writes which come while the
 * disk is busy share the next one.
 */
final class Durability {

    private final RaftRules rules;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long writesDone;
    private long writesSyncing;
    private long writesDurable;
    /** The last entry that the running sync covers, and the last that is durable: lower where entries were replaced. */
    private long syncingIndex;

    private long durableIndex;
    private boolean isSyncing;

    private record Waiting(long writes, Runnable action) {}

    Durability(RaftRules rules) {
        this.rules = rules;
    }

    /** Notes one write to disk. */
    void wrote() {
        writesDone++;
    }

    /** Notes that the entries after an index are being replaced. */
    void replacedAfter(long index) {
        syncingIndex = Math.min(syncingIndex, index);
        durableIndex = Math.min(durableIndex, index);
    }

    /** {@return the last entry that is on this node's own disk} */
    long durableIndex() {
        return durableIndex;
    }

    /** Runs the action once all that is written by now is durable: at once, if it is. */
    void onceDurable(Runnable action) {
        if (waiting.isEmpty() && rules.mayAnswer(writesDurable, writesDone)) {
            action.run();
        } else {
            waiting.add(new Waiting(writesDone, action));
        }
    }

    /** {@return whether a sync should begin now} */
    boolean wantsSync() {
        return !isSyncing && writesDurable < writesDone;
    }

    /** Notes that a sync has begun, of a log that ends at that index. */
    void syncStarted(long lastIndex) {
        isSyncing = true;
        writesSyncing = writesDone;
        syncingIndex = lastIndex;
    }

    /** Notes that the running sync has ended well, and lets go the answers that waited for it. */
    void syncFinished() {
        isSyncing = false;
        writesDurable = writesSyncing;
        durableIndex = syncingIndex;
        while (!waiting.isEmpty() && waiting.element().writes() <= writesDurable) {
            waiting.remove().action().run();
        }
    }
}
