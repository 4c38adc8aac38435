package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.util.List;

/**
 * The children of a znode.
 *
 * @param names without the path before them, in no promised order
 * @param stat of the znode, of the same moment
 */
public record Children(List<String> names, Stat stat) {

    static Children read(JuteReader in) {
        return new Children(in.readStrings("children"), Stat.read(in));
    }
}
