/**
 * A quorum node: a ZooKeeper server that agrees with the other servers of its ensemble by Raft.
 *
 * <p>{@link io.embeddedcluster.internal.zookeeper.QuorumServer} is the entry. A request goes this way:
 *
 * <pre>
 * client -- frame --&gt; ClientConnection --&gt; OperationDispatcher -- read --&gt; handler, answered from this server's tree
 *                                                |
 *                                                write --&gt; CommandForwarder -- message --&gt; ZkLeader --&gt; Raft's log
 *                                                                                                        |
 *                     reply &lt;-- RequestQueue &lt;-- CommandForwarder &lt;-- ReplicatedState, on every server &lt;-+
 * </pre>
 *
 * <p>The log carries requests, and every server decides on them when they come out of it, all alike. Threading: the event
 * loop of the node's host.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper;

import org.jspecify.annotations.NullMarked;
