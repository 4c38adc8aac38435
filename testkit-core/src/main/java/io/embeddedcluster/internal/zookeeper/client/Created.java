package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.Stat;

/**
 * A znode that was created.
 *
 * @param path with the number that the server gave to a sequential one
 * @param stat as it was created
 */
public record Created(String path, Stat stat) {

    static Created read(JuteReader in) {
        return new Created(in.readString("path"), Stat.read(in));
    }
}
