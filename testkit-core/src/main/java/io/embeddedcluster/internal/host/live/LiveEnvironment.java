package io.embeddedcluster.internal.host.live;

import com.sun.management.UnixOperatingSystemMXBean;
import io.embeddedcluster.internal.host.Environment;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at the JVM and the operating system. */
final class LiveEnvironment {

    private static final List<String> PROPERTIES = List.of(
            "java.version",
            "java.vendor",
            "java.home",
            "java.class.path",
            "java.library.path",
            "java.io.tmpdir",
            "java.compiler",
            "os.name",
            "os.arch",
            "os.version",
            "user.name",
            "user.home",
            "user.dir");

    private static final String ABSENT = "<NA>";
    private static final int MEBIBYTE = 1 << 20;

    private LiveEnvironment() {}

    static Environment now() {
        Map<String, String> facts = new LinkedHashMap<>();
        // Asking for the real name may take a resolver seconds, and clients see no more than this.
        facts.put("host.name", "localhost");
        PROPERTIES.forEach(name -> facts.put(name, System.getProperty(name, ABSENT)));
        Runtime runtime = Runtime.getRuntime();
        facts.put("os.memory.free", runtime.freeMemory() / MEBIBYTE + "MB");
        facts.put("os.memory.max", runtime.maxMemory() / MEBIBYTE + "MB");
        facts.put("os.memory.total", runtime.totalMemory() / MEBIBYTE + "MB");
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new Environment(facts, unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
                : new Environment(facts, -1, -1);
    }
}
