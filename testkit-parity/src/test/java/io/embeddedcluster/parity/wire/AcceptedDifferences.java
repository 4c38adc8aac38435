package io.embeddedcluster.parity.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Exchanges in which ours answers otherwise than the real server, each with its reason; {@code docs/divergence.md} tells
 * users of them. One that is not listed fails the suite, and so does one that is listed and is none any more.
 */
final class AcceptedDifferences {

    private static final String CONFIG = "one server alone tells its membership too, as an ensemble does";

    private static final Map<String, String> REASONS = new TreeMap<>(Map.of(
            "reserved nodes: a get_acl PathRequest[op=GET_ACL, path=/zookeeper/config]",
            CONFIG,
            "reserved nodes: a exists PathWatchRequest[op=EXISTS, path=/zookeeper/config, watch=false]",
            CONFIG,
            "reserved nodes: a get_data PathWatchRequest[op=GET_DATA, path=/zookeeper/config, watch=false]",
            CONFIG,
            "reserved nodes: a get_children2 PathWatchRequest[op=GET_CHILDREN2, path=/zookeeper/config, watch=false]",
            CONFIG,
            "ACLs that are and are not allowed: a type 1 with a null id",
            "refused as an ACL that is not valid, not as bytes that make no sense"));

    private final Set<String> seen = new TreeSet<>();

    /** {@return those that nobody has accepted} */
    List<ComparedExchange> without(List<ComparedExchange> differing) {
        differing.forEach(each -> seen.add(each.key()));
        return differing.stream()
                .filter(each -> !REASONS.containsKey(each.key()))
                .toList();
    }

    /** {@return those that were accepted, but have not shown themselves} */
    Set<String> gone() {
        return REASONS.keySet().stream()
                .filter(key -> !seen.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
