package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.util.List;

/**
 * The children of a znode.
 *
 * @param names relative to the znode, in no particular order
 * @param stat of the znode at the same moment
 */
public record Children(List<String> names, Stat stat) {

    static Children read(JuteReader in) {
        return new Children(in.readStrings("children"), Stat.read(in));
    }
}
