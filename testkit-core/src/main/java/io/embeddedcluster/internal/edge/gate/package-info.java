/**
 * The part of the edge that stands in a stream: gates between the connections of clients and the network, at which a {@link
 * io.embeddedcluster.internal.edge.SessionHold} holds bytes back before the code of any protocol sees them.
 *
 * <p>What a connection says to its gate is whose it is; whether something is held, it does not know. Rules on single requests
 * are the subject of {@code edge}; what is installed there, {@code edge} keeps.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.edge.gate.ClientGates}, one per run of a node. Threading: the node's event
 * loop.
 */
@NullMarked
package io.embeddedcluster.internal.edge.gate;

import org.jspecify.annotations.NullMarked;
