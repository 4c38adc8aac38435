package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The servers of an ensemble, as {@code /zookeeper/config} tells them.
 *
 * @param members by server number
 * @param version the zxid of the reconfiguration that led to it; 0 for the one that the ensemble began with
 */
public record EnsembleConfig(SortedMap<Integer, EnsembleMember> members, long version) {

    private static final String SERVER = "server.";
    private static final String VERSION = "version";
    private static final String GROUP = "group.";
    private static final String WEIGHT = "weight.";

    /** Copies the servers. */
    public EnsembleConfig {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** {@return what an ensemble begins with} */
    public static EnsembleConfig initial(Collection<EnsembleMember> members) {
        TreeMap<Integer, EnsembleMember> byId = new TreeMap<>();
        members.forEach(member -> byId.put(member.id(), member));
        return new EnsembleConfig(byId, 0);
    }

    /** {@return the configuration that holds in a tree} */
    public static EnsembleConfig of(ZnodeTree tree) {
        return parse(tree.config());
    }

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException if the text is no configuration
     */
    public static EnsembleConfig parse(byte[] data) {
        return parse(new String(data, StandardCharsets.UTF_8));
    }

    static EnsembleConfig parse(String text) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be read", e);
        }
        TreeMap<Integer, EnsembleMember> members = new TreeMap<>();
        long version = 0;
        for (String key : new TreeSet<>(lines.stringPropertyNames())) {
            String value = lines.getProperty(key);
            if (key.startsWith(SERVER)) {
                int id = EnsembleMember.parseId(key.substring(SERVER.length()));
                members.put(id, EnsembleMember.parse(id, value));
            } else if (key.equals(VERSION)) {
                version = Long.parseLong(value, 16);
            } else if (key.startsWith(GROUP) || key.startsWith(WEIGHT)) {
                throw new BeyondLimitsException(key + " (expected: servers without groups and weights)");
            } else {
                throw new IllegalArgumentException("unknown parameter " + key);
            }
        }
        return new EnsembleConfig(members, version);
    }

    /** {@return the same with another version} */
    public EnsembleConfig withVersion(long newVersion) {
        return new EnsembleConfig(members, newVersion);
    }

    /** {@return the server of that number, or null} */
    public @Nullable EnsembleMember member(int id) {
        return members.get(id);
    }

    /** {@return the numbers of those that vote} */
    public List<Integer> participants() {
        return members.values().stream()
                .filter(member -> !member.isObserver())
                .map(EnsembleMember::id)
                .toList();
    }

    /** {@return the numbers of those that do not} */
    public List<Integer> observers() {
        return members.values().stream()
                .filter(EnsembleMember::isObserver)
                .map(EnsembleMember::id)
                .toList();
    }

    /** {@return the text, as the znode holds it} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        members.values().forEach(member -> text.append(member).append('\n'));
        return text.append("version=").append(Long.toHexString(version)).toString();
    }
}
