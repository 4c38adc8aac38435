/**
 * Which configs a quorum node has, by ZooKeeper's own names, and which servers its ensemble begins with.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.zookeeper.config.QuorumConfig}, {@link
 * io.embeddedcluster.internal.zookeeper.config.QuorumSpec}. Threading: all are immutable.
 */
@NullMarked
package io.embeddedcluster.internal.zookeeper.config;

import org.jspecify.annotations.NullMarked;
