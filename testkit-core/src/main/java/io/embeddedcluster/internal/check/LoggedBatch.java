package io.embeddedcluster.internal.check;

/**
 * A record batch as one replica has it.
 *
 * @param baseOffset offset of the first record
 * @param lastOffset offset of the last record
 * @param leaderEpoch the leader epoch in which it was appended
 * @param producer the idempotence triple
 * @param digest of all its bytes: equal digests mean equal bytes
 */
public record LoggedBatch(long baseOffset, long lastOffset, int leaderEpoch, ProducerSequence producer, long digest) {}
