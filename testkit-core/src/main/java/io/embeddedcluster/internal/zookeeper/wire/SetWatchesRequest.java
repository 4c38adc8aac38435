package io.embeddedcluster.internal.zookeeper.wire;

import java.util.List;

/**
 * Brings a client's watches to the server that it has just moved to.
 *
 * @param op setWatches or setWatches2
 * @param relativeZxid the last transaction that the client knows of
 * @param data paths with one-shot data watches
 * @param exist paths with one-shot watches on znodes that did not exist
 * @param child paths with one-shot watches on lists of children
 * @param persistent on the wire of setWatches2 only
 * @param recursive on the wire of setWatches2 only
 */
public record SetWatchesRequest(
        OpCode op,
        long relativeZxid,
        List<String> data,
        List<String> exist,
        List<String> child,
        List<String> persistent,
        List<String> recursive)
        implements ZkRequest {

    static SetWatchesRequest read(OpCode op, JuteReader in) {
        boolean second = op == OpCode.SET_WATCHES2;
        return new SetWatchesRequest(
                op,
                in.readLong("relativeZxid"),
                in.readStrings("dataWatches"),
                in.readStrings("existWatches"),
                in.readStrings("childWatches"),
                second ? in.readStrings("persistentWatches") : List.of(),
                second ? in.readStrings("persistentRecursiveWatches") : List.of());
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(relativeZxid).writeStrings(data).writeStrings(exist).writeStrings(child);
        if (op == OpCode.SET_WATCHES2) {
            out.writeStrings(persistent).writeStrings(recursive);
        }
    }
}
