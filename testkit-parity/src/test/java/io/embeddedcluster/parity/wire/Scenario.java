package io.embeddedcluster.parity.wire;

import java.util.List;
import java.util.stream.Stream;

/**
 * A conversation with a server, the same whichever it is.
 *
 * @param name what it is about
 * @param talk has it
 */
record Scenario(String name, Talk talk) {

    /** {@return those that are for one server alone} */
    static List<Scenario> ofOneServer() {
        return Stream.of(ofLeaders(), SessionScenarios.harmfulToEnsembles())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * {@return those for servers that have all that they have acknowledged: the real leader looks at its own quotas, and a
     * follower may be ahead of it}
     */
    static List<Scenario> ofLeaders() {
        return Stream.of(ofAnyServer(), QuotaScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    /** {@return those that need no more than one server} */
    static List<Scenario> ofAnyServer() {
        return Stream.of(
                        NodeScenarios.all(),
                        MultiScenarios.all(),
                        WatchScenarios.all(),
                        AclScenarios.all(),
                        SessionScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    /** {@return those that need three servers} */
    static List<Scenario> ofEnsembles() {
        return Stream.of(EnsembleSessionScenarios.all(), EnsembleWatchScenarios.all(), EnsembleNodeScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Has a conversation. */
    @FunctionalInterface
    interface Talk {

        void with(Script script) throws Exception;
    }
}
