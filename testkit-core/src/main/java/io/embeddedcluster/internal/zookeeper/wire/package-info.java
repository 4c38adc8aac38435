/**
 * Bytes to values and back in ZooKeeper's client protocol: jute primitives, frames, requests, responses, error codes.
 *
 * <p>Used by the server and by the small client of our brokers. No rule of the tree, of sessions or of watches lives
 * here. Entry classes: {@link io.embeddedcluster.internal.zookeeper.wire.FrameDecoder},
 * {@link io.embeddedcluster.internal.zookeeper.wire.ZkRequest}. Threading: values are immutable; readers, writers and
 * decoders belong to one connection.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.NullMarked;
