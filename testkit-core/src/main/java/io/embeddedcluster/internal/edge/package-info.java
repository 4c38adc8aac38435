/**
 * The edge of a node: where what clients ask comes in and what they are answered goes out, and where a test's rules are
 * asked about both, for Kafka's protocol and ZooKeeper's alike.
 *
 * <p>A {@link io.embeddedcluster.internal.edge.RequestRule} is asked before the handler of a request and again before its
 * answer; the sealed {@link io.embeddedcluster.internal.edge.RequestVerdict} and {@link
 * io.embeddedcluster.internal.edge.AnswerVerdict} say all that it can decide, such as to answer late, with an error, or not
 * at all. The dispatcher of each protocol carries verdicts out; handlers know nothing of them. A {@link
 * io.embeddedcluster.internal.edge.SessionHold} stops all that passes between a node and the client of one session; {@code
 * edge.gate} carries it out. What happens to bytes between nodes is the subject of {@code host}'s links.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.edge.Edge}, one per node, which outlives the node's restarts.
 * Threading: rules are installed on any thread and asked on the node's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.edge;

import org.jspecify.annotations.NullMarked;
