package io.embeddedcluster.internal.zookeeper.watch;

/**
 * One watch of one connection.
 *
 * @param path of the znode, which need not exist
 * @param type what it waits for, and how long
 */
public record Watch(String path, WatchType type) {}
