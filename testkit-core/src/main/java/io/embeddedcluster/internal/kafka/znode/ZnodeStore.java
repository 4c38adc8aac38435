package io.embeddedcluster.internal.kafka.znode;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tree of znodes as one broker sees it, whatever session it has at the moment.
 *
 * <p>Requests are pipelined and answered in the order they were made; while there is no connection they end with
 * {@link ZnodeOutcome#UNKNOWN}. Each callback comes exactly once, never from within the call. A watch event comes before
 * the answer of any request that shows the change. Tests drive the controller on a tree in memory; brokers use
 * {@link ZookeeperStore}.
 *
 * <p>Threading: the broker's event loop.
 */
public interface ZnodeStore {

    /** Adds a listener; the first added is the first told. To be called before {@link #start}. */
    void listen(Listener listener);

    /** Begins to look for a server, and goes on until {@link #close}. */
    void start();

    /** Ends the session, which takes its ephemeral znodes away at once. Listeners hear nothing more. */
    void close();

    /** {@return whether a server serves the session now} */
    boolean isConnected();

    /** {@return the id of the present session, 0 where there was none yet} */
    long sessionId();

    /** {@return the newest transaction of which an answer or an event has told; every event up to it has arrived} */
    long zxid();

    /** Reads a znode. */
    void get(String path, Consumer<Read<StoredZnode>> callback);

    /** Lists the names of a znode's children, sorted. */
    void children(String path, Consumer<Read<List<String>>> callback);

    /** Does all changes or none. */
    void write(List<ZnodeChange> changes, Consumer<Written> callback);

    /** Makes the reads behind it see all that was committed before it. */
    void sync();

    /** Watches a znode and all below it, for this connection: to be asked again after each {@link Listener#connected}. */
    void watch(String path);

    /** Is told about the session and of changes. */
    interface Listener {

        /**
         * A server serves the session. Changes made while there was no connection have raised no event.
         *
         * @param isNewSession whether ephemeral znodes of earlier sessions are gone or about to go
         */
        void connected(boolean isNewSession);

        /** The connection is lost; requests without an answer have ended. */
        default void disconnected() {}

        /** The session is over and its ephemeral znodes are gone; a new session is being opened. */
        default void expired() {}

        /** A watched znode was created or deleted, or its data was changed. */
        default void changed(String path, boolean isDeleted) {}
    }

    /**
     * What a read returned.
     *
     * @param outcome how it ended
     * @param valueOrNull there exactly where the outcome is OK
     */
    record Read<T>(ZnodeOutcome outcome, @Nullable T valueOrNull) {

        /** {@return whether there is a value} */
        public boolean isOk() {
            return outcome == ZnodeOutcome.OK;
        }

        /** {@return what was read; only where {@link #isOk}} */
        public T value() {
            return Objects.requireNonNull(valueOrNull, () -> "nothing was read: " + outcome);
        }
    }

    /**
     * What became of a write.
     *
     * @param outcome how it ended
     * @param failedIndex which change was refused, from 0; -1 where none was or that is not known
     * @param zxid of the write where it was done, else -1
     */
    record Written(ZnodeOutcome outcome, int failedIndex, long zxid) {

        /** {@return whether all changes were done} */
        public boolean isOk() {
            return outcome == ZnodeOutcome.OK;
        }
    }
}
