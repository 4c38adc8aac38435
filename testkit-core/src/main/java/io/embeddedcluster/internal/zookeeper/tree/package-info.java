/**
 * The tree of znodes that all servers of an ensemble hold alike.
 *
 * <p>A {@link io.embeddedcluster.internal.zookeeper.tree.TreeTransaction} changes it, all or nothing; whether a client may
 * make a change is for the handlers to decide. Nothing here knows sessions, watches or the network. Determinism: the same
 * changes give the same tree, the same order of children and the same snapshot, byte for byte. Threading: the event loop
 * of the node that holds the tree.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.tree;

import org.jspecify.annotations.NullMarked;
