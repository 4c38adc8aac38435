package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a write ended.
 *
 * @param error OK, or why nothing was changed
 * @param path of what was created, or what a sync repeats
 * @param stat of what was created or changed
 * @param parts of a multi, which answers with them even where one failed
 */
public record WriteResult(
        ZkErrorCode error,
        @Nullable String path,
        @Nullable Stat stat,
        @Nullable List<MultiResult> parts) {

    private static final WriteResult DONE = new WriteResult(ZkErrorCode.OK, null, null, null);

    /** Done, and there is nothing more to say. */
    public static WriteResult done() {
        return DONE;
    }

    /** Done; the reply holds the path, and the stat where there is one. */
    public static WriteResult done(@Nullable String path, @Nullable Stat stat) {
        return new WriteResult(ZkErrorCode.OK, path, stat, null);
    }

    /** Not done. */
    public static WriteResult failed(ZkErrorCode error) {
        return new WriteResult(error, null, null, null);
    }

    /** {@return what the header of the reply says: a multi is OK there even where it failed} */
    public ZkErrorCode headerError() {
        return parts == null ? error : ZkErrorCode.OK;
    }

    /** Writes the body of the reply. */
    public void writeBody(JuteWriter out) {
        if (parts != null) {
            MultiResult.writeAll(parts, out);
            return;
        }
        if (path != null) {
            out.writeString(path);
        }
        if (stat != null) {
            stat.write(out);
        }
    }

    /** {@return this as a part of a multi that was done} */
    MultiResult asPart(OpCode op) {
        return new MultiResult(op, ZkErrorCode.OK, path, stat);
    }
}
