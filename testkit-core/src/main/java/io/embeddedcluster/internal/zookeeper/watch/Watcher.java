package io.embeddedcluster.internal.zookeeper.watch;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.util.List;

/** Who watches: one connection of a client. Compared by identity. */
public interface Watcher {

    /**
     * Sends an event to the client.
     *
     * @param acl of the znode that it is about; a client that may not read the znode is not told. Empty where every
     *     client may
     */
    void process(WatchEvent event, List<Acl> acl);

    /** {@return the session that it serves} */
    long session();
}
