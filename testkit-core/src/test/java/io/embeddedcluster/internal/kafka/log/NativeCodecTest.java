package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A codec whose classes are there and whose native half does not load: the batch is refused as Kafka refuses it. */
class NativeCodecTest {

    @ParameterizedTest
    @CsvSource({"SNAPPY, org.xerial.snappy.SnappyNative", "ZSTD, com.github.luben.zstd.util.Native"})
    void batchIsRefusedWhereItsCodecDoesNotLoad(Compression compression, String nativeHalf) throws Exception {
        ByteBuffer bytes = new RecordBatchBuilder()
                .compression(compression)
                .add(LogFixture.NOW, "k", "v")
                .build()
                .bytes();
        byte[] sent = new byte[bytes.remaining()];
        bytes.get(sent);

        try (URLClassLoader loader = without(nativeHalf)) {
            @SuppressWarnings("unchecked")
            UnaryOperator<Object> leader = (UnaryOperator<Object>)
                    loader.loadClass(Leader.class.getName()).getConstructor().newInstance();

            assertThat(leader.apply(sent))
                    .asString()
                    .startsWith("UNKNOWN_SERVER_ERROR")
                    .contains(nativeHalf.replace('.', '/'));
        }
    }

    /** Loads everything anew, but for one class that it does not find. */
    private static URLClassLoader without(String missing) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(url(entry));
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.equals(missing)) {
                    throw new ClassNotFoundException(name);
                }
                return super.findClass(name);
            }
        };
    }

    private static URL url(String entry) throws MalformedURLException {
        return new File(entry).toURI().toURL();
    }

    /** Appends the bytes that a producer sends, and returns what it is told; in the loader that it is loaded by. */
    public static final class Leader implements UnaryOperator<Object> {

        @Override
        public Object apply(Object sent) {
            return LogFixture.appendProduced(new LogFixture().open(), ByteBuffer.wrap((byte[]) sent), 0)
                    .fold(Object::toString, rejected -> rejected.error() + " " + rejected.message());
        }
    }
}
