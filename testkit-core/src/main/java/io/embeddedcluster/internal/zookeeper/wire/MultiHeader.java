package io.embeddedcluster.internal.zookeeper.wire;

/**
 * The header of each part of a multi; one more, with {@code done}, ends the list.
 *
 * @param type the operation, see {@link OpCode}
 * @param done whether the list ends here
 * @param err in a response, how the part ended
 */
public record MultiHeader(int type, boolean done, int err) {

    /** The end of the list. */
    public static final MultiHeader END = new MultiHeader(-1, true, -1);

    /** Reads one. */
    public static MultiHeader read(JuteReader in) {
        return new MultiHeader(in.readInt("type"), in.readBoolean("done"), in.readInt("err"));
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(type).writeBoolean(done).writeInt(err);
    }
}
