package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;

/** A stream of the live host: over TCP, or in memory between two nodes. */
interface LiveStream extends Stream {

    /** Sets the handler of an accepted stream, before anything is delivered. */
    void handleWith(StreamHandler handler);

    /** Goes on to read after a pause of the node, if the node itself wishes to read. */
    void restoreReading();
}
