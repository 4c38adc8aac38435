package io.embeddedcluster.internal.raft;

import java.nio.ByteBuffer;

/**
 * The state machine's state after one entry, in place of the log up to there.
 *
 * @param lastIndex of the last entry that it contains
 * @param lastTerm of that entry
 * @param membership who took part by the entries up to that one
 * @param state as the state machine gave it; its position is never moved
 */
record RaftSnapshot(long lastIndex, long lastTerm, Membership membership, ByteBuffer state) {}
