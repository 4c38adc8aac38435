/**
 * What an application sees: the real Java client, unmodified, against ours and the real ZooKeeper, ensembles of three, and
 * everything compared that it returns, throws and tells its watchers.
 *
 * <p>{@link io.embeddedcluster.parity.behaviour.JavaClientParityTest} is the entry: it plays each {@link
 * io.embeddedcluster.parity.behaviour.Behaviour} on both and compares the two {@linkplain
 * io.embeddedcluster.parity.behaviour.Transcript transcripts} line by line.
 */
package io.embeddedcluster.parity.behaviour;
