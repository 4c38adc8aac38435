package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What servers of an ensemble tell one another outside the log. Each message may be lost, late, doubled or overtaken by
 * another.
 */
public sealed interface PeerMessage {

    /** {@return the term in which it was sent; in any other it means nothing} */
    long term();

    /** {@return the id of the follower's forwarder that it is from or for} */
    long forwarderId();

    /** {@return its bytes} */
    ByteBuffer toBuffer();

    /** Hands the message to the method that handles its kind. */
    void deliver(NodeName sender, Receiver receiver);

    /** One method per kind of message. */
    interface Receiver {

        /** A follower forwards a command. */
        void onForward(NodeName sender, Forward forward);

        /** The leader has taken commands. */
        void onTaken(Taken taken);

        /** A follower tells which sessions have shown themselves. */
        void onTouches(Touches touches);
    }

    /** Reads one. */
    static PeerMessage read(ByteBuffer bytes) {
        JuteReader in = new JuteReader(bytes);
        int kind = in.readInt("kind");
        long term = in.readLong("term");
        long forwarderId = in.readLong("forwarderId");
        return switch (kind) {
            case Forward.KIND -> new Forward(term, forwarderId, in.readLong("sequence"), in.rest());
            case Taken.KIND -> new Taken(term, forwarderId, in.readLong("sequence"));
            case Touches.KIND -> new Touches(term, forwarderId, in.readVector("touches", Touch.BYTES, Touch::read));
            default -> throw new JuteFormatException("message of kind " + kind);
        };
    }

    /** A follower asks the leader to put an entry into the log, after those with lower sequences. */
    record Forward(long term, long forwarderId, long sequence, ByteBuffer entry) implements PeerMessage {

        private static final int KIND = 1;

        @Override
        public void deliver(NodeName sender, Receiver receiver) {
            receiver.onForward(sender, this);
        }

        @Override
        public ByteBuffer toBuffer() {
            JuteWriter out = new JuteWriter(entry.remaining() + 32);
            out.writeInt(KIND).writeLong(term).writeLong(forwarderId).writeLong(sequence);
            return out.writeRaw(entry).toBuffer();
        }
    }

    /** The leader has put everything up to that sequence into its log: no need to send it again. */
    record Taken(long term, long forwarderId, long sequence) implements PeerMessage {

        private static final int KIND = 2;

        @Override
        public void deliver(NodeName sender, Receiver receiver) {
            receiver.onTaken(this);
        }

        @Override
        public ByteBuffer toBuffer() {
            JuteWriter out = new JuteWriter();
            return out.writeInt(KIND)
                    .writeLong(term)
                    .writeLong(forwarderId)
                    .writeLong(sequence)
                    .toBuffer();
        }
    }

    /** A follower tells which sessions have shown themselves there. */
    record Touches(long term, long forwarderId, List<Touch> touches) implements PeerMessage {

        private static final int KIND = 3;

        @Override
        public void deliver(NodeName sender, Receiver receiver) {
            receiver.onTouches(this);
        }

        @Override
        public ByteBuffer toBuffer() {
            JuteWriter out = new JuteWriter();
            out.writeInt(KIND).writeLong(term).writeLong(forwarderId);
            return out.writeVector(touches, Touch::write).toBuffer();
        }
    }

    /** When a session has shown itself, counted back from now. */
    record Touch(long session, long ageNanos) {

        private static final int BYTES = 2 * Long.BYTES;

        private static Touch read(JuteReader in) {
            return new Touch(in.readLong("session"), in.readLong("ageNanos"));
        }

        private void write(JuteWriter out) {
            out.writeLong(session).writeLong(ageNanos);
        }
    }
}
