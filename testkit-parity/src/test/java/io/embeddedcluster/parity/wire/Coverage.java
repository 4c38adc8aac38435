package io.embeddedcluster.parity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;

/**
 * Which operations were asked for, and with which codes the real server answered. What there is to cover is what
 * ZooKeeper's own jar has.
 */
final class Coverage {

    /** Error codes with which no server answers these clients, and why. */
    private static final Map<String, String> NOT_PROVOKED = notProvoked();

    private final SortedMap<Integer, SortedMap<Integer, Integer>> table = new TreeMap<>();
    private final Set<Integer> answered = new TreeSet<>();

    /** Counts what was exchanged. */
    Coverage(List<ComparedExchange> compared) {
        for (ComparedExchange each : compared) {
            each.real().answers().forEach(answer -> answered.addAll(answer.errors()));
            for (int operation : each.real().operations()) {
                SortedMap<Integer, Integer> row = table.computeIfAbsent(operation, code -> new TreeMap<>());
                each.real()
                        .answers()
                        .forEach(answer -> answer.errors().forEach(error -> row.merge(error, 1, Integer::sum)));
            }
        }
    }

    private static Map<String, String> notProvoked() {
        Map<String, String> reasons = new TreeMap<>();
        reasons.put("SYSTEMERROR", "begins the range of codes; no server sends it");
        reasons.put("DATAINCONSISTENCY", "no server sends it");
        reasons.put("CONNECTIONLOSS", "what a client tells its application");
        reasons.put("OPERATIONTIMEOUT", "no server sends it");
        reasons.put("REQUESTTIMEOUT", "what a client tells its application");
        reasons.put("INVALIDCALLBACK", "no server sends it");
        reasons.put("APIERROR", "begins the range of codes; no server sends it");
        reasons.put("UNKNOWNSESSION", "stays inside the server, which says that the session has expired");
        reasons.put(
                "SESSIONEXPIRED", "the connection ends with the session; a refusal would have to overtake that end");
        reasons.put("SESSIONMOVED", "ends the connection without an answer: see the scenarios of moved sessions");
        reasons.put("EPHEMERALONLOCALSESSION", "needs local sessions without an upgrade, which ours does not have");
        reasons.put("THROTTLEDOP", "needs a server that is overloaded and told to refuse then, which ours cannot be");
        reasons.put("NEWCONFIGNOQUORUM", "answers a reconfiguration, which has a suite of its own");
        reasons.put("RECONFIGINPROGRESS", "answers a reconfiguration, which has a suite of its own");
        return reasons;
    }

    /** Fails where an operation or a code is missing, or was listed as one that cannot be provoked and has come. */
    void isComplete() throws IllegalAccessException {
        Set<String> gaps = new LinkedHashSet<>();
        for (Field operation : ZooDefs.OpCode.class.getFields()) {
            if (!table.containsKey(operation.getInt(null))) {
                gaps.add("nobody asked for " + operation.getName());
            }
        }
        Set<String> names = new TreeSet<>();
        for (KeeperException.Code code : KeeperException.Code.values()) {
            names.add(code.name());
            boolean isListed = NOT_PROVOKED.containsKey(code.name());
            if (answered.contains(code.intValue()) == isListed) {
                gaps.add(isListed ? code + " was provoked, and is listed as one that cannot be" : code + " never came");
            }
        }
        NOT_PROVOKED.keySet().stream().filter(name -> !names.contains(name)).forEach(gaps::add);
        assertThat(gaps).as("%s", this).isEmpty();
    }

    /** {@return one line per operation: how often it was answered with which code} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("operation: code=count\n");
        table.forEach((operation, row) ->
                text.append(operation).append(": ").append(row).append('\n'));
        return text.toString();
    }
}
