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

    private static final String CONFIG_STAT = "the time of a server's start, and the number of digits of its ports";

    private static final String NULL_ID = "refused as an ACL that is not valid, not as bytes that make no sense";

    private static final String LATE = "stricter: what a session sends over a connection that it has left ends it";

    private final Map<String, String> reasons;
    private final Set<String> seen = new TreeSet<>();

    /** Accepts those keys, for those reasons. */
    AcceptedDifferences(Map<String, String> reasons) {
        this.reasons = new TreeMap<>(reasons);
    }

    /** {@return those of one server alone} */
    static AcceptedDifferences ofOneServer() {
        Map<String, String> reasons = new TreeMap<>(ofAnyServer());
        reservedNodes(reasons, CONFIG);
        return new AcceptedDifferences(reasons);
    }

    /** {@return those of ensembles} */
    static AcceptedDifferences ofEnsembles() {
        Map<String, String> reasons = new TreeMap<>(ofAnyServer());
        reservedNodes(reasons, CONFIG_STAT);
        String configuration = "the configuration at each server: a ";
        reasons.put(
                configuration + "get_data PathWatchRequest[op=GET_DATA, path=/zookeeper/config, watch=false]",
                CONFIG_STAT);
        reasons.put(
                configuration + "get_data PathWatchRequest[op=GET_DATA, path=/zookeeper/config, watch=true]",
                CONFIG_STAT);
        reasons.put(
                configuration + "exists PathWatchRequest[op=EXISTS, path=/zookeeper/config, watch=false]", CONFIG_STAT);
        reasons.put(configuration + "get_acl PathRequest[op=GET_ACL, path=/zookeeper/config]", CONFIG_STAT);
        reasons.put(
                configuration + "get_children2 PathWatchRequest[op=GET_CHILDREN2, path=/zookeeper/config, watch=false]",
                CONFIG_STAT);
        String late = "an empty multi and a sync over such a connection: a ";
        reasons.put(late + "multi MultiRequest[op=MULTI, operations=[]]", LATE);
        reasons.put(late + "sync PathRequest[op=SYNC, path=/late]", LATE);
        return new AcceptedDifferences(reasons);
    }

    private static Map<String, String> ofAnyServer() {
        return Map.of("ACLs that are and are not allowed: a type 1 with a null id", NULL_ID);
    }

    private static void reservedNodes(Map<String, String> reasons, String reason) {
        String reserved = "reserved nodes: a ";
        reasons.put(reserved + "get_acl PathRequest[op=GET_ACL, path=/zookeeper/config]", reason);
        reasons.put(reserved + "exists PathWatchRequest[op=EXISTS, path=/zookeeper/config, watch=false]", reason);
        reasons.put(reserved + "get_data PathWatchRequest[op=GET_DATA, path=/zookeeper/config, watch=false]", reason);
        reasons.put(
                reserved + "get_children2 PathWatchRequest[op=GET_CHILDREN2, path=/zookeeper/config, watch=false]",
                reason);
    }

    /** {@return those that nobody has accepted} */
    List<ComparedExchange> without(List<ComparedExchange> differing) {
        differing.forEach(each -> seen.add(each.key()));
        return differing.stream()
                .filter(each -> !reasons.containsKey(each.key()))
                .toList();
    }

    /** {@return those that were accepted, but have not shown themselves} */
    Set<String> gone() {
        return reasons.keySet().stream()
                .filter(key -> !seen.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
