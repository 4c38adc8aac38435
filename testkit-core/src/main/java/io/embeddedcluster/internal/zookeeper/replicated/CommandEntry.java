package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import java.nio.ByteBuffer;

/**
 * One entry of the replicated log.
 *
 * @param wallMillis the leader's time when it took the entry, which znodes show
 * @param forwarderId the id of the forwarder that the command came through, 0 for the leader's own
 * @param sequence its number within what that forwarder sent, from 1
 * @param command what to do
 */
public record CommandEntry(long wallMillis, long forwarderId, long sequence, Command command) {

    /** The forwarder id of what the leader asks for itself. */
    public static final long LEADERS_OWN = 0;

    /** Where the time stands, so that the leader can put it into what a follower sent. */
    private static final int WALL_MILLIS_POSITION = 0;

    private static final int COMMAND_POSITION = 3 * Long.BYTES;

    public static CommandEntry read(ByteBuffer bytes) {
        JuteReader in = new JuteReader(bytes);
        return new CommandEntry(
                in.readLong("wallMillis"), in.readLong("forwarderId"), in.readLong("sequence"), Command.read(in));
    }

    /** {@return whether the entry of these bytes asks for other members} */
    static boolean changesMembers(ByteBuffer entry) {
        return entry.getInt(entry.position() + COMMAND_POSITION) == Command.Reconfigure.KIND;
    }

    /** {@return whether the entry of these bytes asks for no more than to come out of the log} */
    static boolean isSync(ByteBuffer entry) {
        return entry.getInt(entry.position() + COMMAND_POSITION) == Command.Sync.KIND;
    }

    ByteBuffer toBuffer() {
        JuteWriter out = new JuteWriter();
        out.writeLong(wallMillis).writeLong(forwarderId).writeLong(sequence);
        command.write(out);
        return out.toBuffer();
    }

    /** {@return the same bytes with that time} */
    static ByteBuffer stamped(ByteBuffer entry, long wallMillis) {
        ByteBuffer stamped =
                ByteBuffer.allocate(entry.remaining()).put(entry.duplicate()).flip();
        return stamped.putLong(WALL_MILLIS_POSITION, wallMillis);
    }
}
