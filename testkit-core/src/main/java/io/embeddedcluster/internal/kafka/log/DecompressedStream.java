package io.embeddedcluster.internal.kafka.log;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes as the library of a compression gives them out: whatever it throws, a reader meets an IOException.
 *
 * <p>A library throws more than that: errors where its native half does not load, and any exception where bytes are damaged.
 * The bytes are a client's, and what it sends must not look like a failure of the broker.
 */
final class DecompressedStream extends InputStream {

    private final InputStream library;

    private DecompressedStream(InputStream library) {
        this.library = library;
    }

    /**
     * Opens the library's stream.
     *
     * @throws IOException if the library cannot be loaded, or not open the bytes; never an EOFException, which would say
     *     that records are missing
     */
    static DecompressedStream open(Opening opening) throws IOException {
        try {
            return new DecompressedStream(opening.open());
        } catch (Throwable failure) {
            throw new IOException("cannot be opened: " + failure, failure);
        }
    }

    @Override
    public int read() throws IOException {
        return guarded(library::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return guarded(() -> library.read(target, offset, length));
    }

    @Override
    public void close() throws IOException {
        guarded(() -> {
            library.close();
            return 0;
        });
    }

    private static int guarded(Step step) throws IOException {
        try {
            return step.run();
        } catch (IOException e) {
            throw e;
        } catch (Throwable failure) {
            throw new IOException("cannot be read: " + failure, failure);
        }
    }

    /** How a library opens its stream. */
    @FunctionalInterface
    interface Opening {

        /** Returns the open stream. */
        InputStream open() throws IOException;
    }

    /** One call of the library. */
    @FunctionalInterface
    private interface Step {

        int run() throws IOException;
    }
}
