/**
 * What all servers of an ensemble have alike, and how it becomes so: commands and the log entries that carry them, the state
 * that applies them, how a server forwards its clients' commands to the leader, and what the leader does: it takes them in
 * order, decides that sessions have expired, and takes in reconfigurations.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState}, the same on all servers; {@link
 * io.embeddedcluster.internal.zookeeper.replicated.ZkLeader}, on the leader only; {@link
 * io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder}, on each server. Agreement on the log is the subject of
 * {@code raft}. Threading: the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.replicated;

import org.jspecify.annotations.NullMarked;
