package io.embeddedcluster.internal.kafka.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How the records of a batch are compressed.
 *
 * <p>A broker stores and serves compressed batches as they came, and opens one only to validate it or to look at its
 * records. gzip is the JDK's. The others are looked up by name at that moment: whoever has kafka-clients on the class path
 * has their libraries as well.
 *
 * @spec https://kafka.apache.org/documentation/#recordbatch Apache Kafka: Record Batch
 */
public enum Compression {
    /** Not compressed. */
    NONE(0, "", "", ""),
    /** gzip, by the JDK. */
    GZIP(1, "", "", ""),
    /** snappy in the framing of snappy-java. */
    SNAPPY(
            2,
            "org.xerial.snappy.SnappyInputStream",
            "org.xerial.snappy.SnappyOutputStream",
            "org.xerial.snappy:snappy-java"),
    /** An LZ4 frame. */
    LZ4(3, "net.jpountz.lz4.LZ4FrameInputStream", "net.jpountz.lz4.LZ4FrameOutputStream", "at.yawk.lz4:lz4-java"),
    /** Zstandard. */
    ZSTD(
            4,
            "com.github.luben.zstd.ZstdInputStreamNoFinalizer",
            "com.github.luben.zstd.ZstdOutputStreamNoFinalizer",
            "com.github.luben:zstd-jni");

    private final int id;
    private final String inputClass;
    private final String outputClass;
    private final String library;

    Compression(int id, String inputClass, String outputClass, String library) {
        this.id = id;
        this.inputClass = inputClass;
        this.outputClass = outputClass;
        this.library = library;
    }

    /** {@return the compression with that number in a batch's attributes; empty where Kafka knows none} */
    public static Optional<Compression> ofId(int id) {
        return Arrays.stream(values())
                .filter(compression -> compression.id == id)
                .findFirst();
    }

    /** {@return the number in a batch's attributes} */
    public int id() {
        return id;
    }

    /** {@return whether compressed bytes can be opened here: the library is on the class path} */
    public boolean isAvailable() {
        if (inputClass.isEmpty()) {
            return true;
        }
        try {
            Class.forName(inputClass, false, Compression.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Opens compressed bytes.
     *
     * @throws IOException if the bytes are not of this compression, or its library is not there or does not load; so does
     *     each read of the stream
     */
    InputStream open(InputStream compressed) throws IOException {
        return switch (this) {
            case NONE -> compressed;
            case GZIP -> DecompressedStream.open(() -> new GZIPInputStream(compressed));
            default -> DecompressedStream.open(() -> construct(inputClass, InputStream.class, compressed));
        };
    }

    /**
     * Compresses what is written to the returned stream, which is to be closed at the end.
     *
     * @throws UnsupportedOperationException if the library is not on the class path; says which
     */
    OutputStream compress(OutputStream target) throws IOException {
        return switch (this) {
            case NONE -> target;
            case GZIP -> new GZIPOutputStream(target);
            default -> construct(outputClass, OutputStream.class, target);
        };
    }

    private <T> T construct(String className, Class<T> type, T argument) throws IOException {
        try {
            return type.cast(Class.forName(className, true, Compression.class.getClassLoader())
                    .getConstructor(type)
                    .newInstance(argument));
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "batch is compressed with " + name().toLowerCase(Locale.ROOT) + " (to open it: put " + library
                            + " on the class path)",
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException ioException) {
                throw ioException;
            }
            throw new IOException("cannot open " + name().toLowerCase(Locale.ROOT) + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IOException("cannot open " + name().toLowerCase(Locale.ROOT) + ": " + e, e);
        }
    }
}
