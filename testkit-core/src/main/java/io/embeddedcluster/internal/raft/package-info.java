/**
 * Consensus: a replicated log by Raft, with pre-vote, check-quorum, snapshots and leadership transfer.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.raft.RaftNode}, which drives the pure core (events in, effects out;
 * one class per role) on a {@link io.embeddedcluster.internal.host.Host}. Nothing here knows what the entries mean: that
 * is the {@link io.embeddedcluster.internal.raft.StateMachine}'s. The rules of the paper whose loss would be unsafe are
 * methods of one class, RaftRules, so that tests can break them one by one.
 *
 * <p>"Paper" is Ongaro and Ousterhout, <em>In Search of an Understandable Consensus Algorithm</em> (extended version);
 * "thesis" is Ongaro, <em>Consensus: Bridging Theory and Practice</em>. Threading: all on the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.raft;

import org.jspecify.annotations.NullMarked;
