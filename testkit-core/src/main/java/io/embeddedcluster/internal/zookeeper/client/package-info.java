/**
 * The small ZooKeeper client that our brokers use. It speaks the client protocol to any ZooKeeper, ours or a real one.
 *
 * <p>Left out: chroot, authentication, one-shot watches, read-only servers. Entry class:
 * {@link io.embeddedcluster.internal.zookeeper.client.ZkClient}. Threading: a client belongs to its host's event loop;
 * every call is made there and every callback comes there.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.client;

import org.jspecify.annotations.NullMarked;
