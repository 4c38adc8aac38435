package io.embeddedcluster.parity.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** What clients of a scenario connect to: one server alone, or an ensemble. */
interface Servers extends Closeable {

    /** {@return where each server listens: two followers and their leader, or the only one} */
    List<InetSocketAddress> addresses();

    /** Leaves the first follower alone, and waits until it serves clients who only read. */
    default void leaveOne() throws IOException {
        throw new UnsupportedOperationException("one server alone always writes");
    }
}
