/**
 * The same frames, and the same calls of the Java client, against ours and the real ZooKeeper, every reply compared.
 *
 * <p>{@link io.embeddedcluster.parity.wire.ZooKeeperWireParityTest} is the entry: it runs each {@link
 * io.embeddedcluster.parity.wire.Scenario} against both servers and compares what was recorded, exchange by exchange.
 * Equal are the bytes, but for what cannot be: {@link io.embeddedcluster.parity.wire.Normaliser} says what that is.
 */
package io.embeddedcluster.parity.wire;
