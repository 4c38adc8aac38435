package io.embeddedcluster.internal.zookeeper.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one part of a multi.
 *
 * @param op of the part; {@link OpCode#ERROR} where the multi failed
 * @param error OK where the whole multi was done, or, where it failed, for the parts before the one that failed
 * @param path of what was created
 * @param stat of what was created or changed
 */
public record MultiResult(
        OpCode op,
        ZkErrorCode error,
        @Nullable String path,
        @Nullable Stat stat) {

    /** Says of a part that it is not done. */
    public static MultiResult failed(ZkErrorCode error) {
        return new MultiResult(OpCode.ERROR, error, null, null);
    }

    /** Reads the whole body of the response to a multi. */
    public static List<MultiResult> readAll(JuteReader in) {
        List<MultiResult> results = new ArrayList<>();
        for (MultiHeader header = MultiHeader.read(in); !header.done(); header = MultiHeader.read(in)) {
            results.add(read(header, in));
        }
        return results;
    }

    private static MultiResult read(MultiHeader header, JuteReader in) {
        OpCode op = OpCode.of(header.type());
        if (op == null) {
            throw new JuteFormatException("result of type " + header.type() + " in a multi");
        }
        return switch (op) {
            case CREATE -> new MultiResult(op, ZkErrorCode.OK, in.readString("path"), null);
            case CREATE2 -> new MultiResult(op, ZkErrorCode.OK, in.readString("path"), Stat.read(in));
            case SET_DATA -> new MultiResult(op, ZkErrorCode.OK, null, Stat.read(in));
            case DELETE, CHECK -> new MultiResult(op, ZkErrorCode.OK, null, null);
            case ERROR -> failed(ZkErrorCode.of(in.readInt("err")));
            default -> throw new JuteFormatException("result of type " + header.type() + " in a multi");
        };
    }

    /** Writes the whole body of the response to a multi. */
    public static void writeAll(List<MultiResult> results, JuteWriter out) {
        results.forEach(result -> result.write(out));
        MultiHeader.END.write(out);
    }

    private void write(JuteWriter out) {
        new MultiHeader(op.code(), false, error.code()).write(out);
        if (op == OpCode.ERROR) {
            out.writeInt(error.code());
            return;
        }
        if (path != null) {
            out.writeString(path);
        }
        if (stat != null) {
            stat.write(out);
        }
    }
}
