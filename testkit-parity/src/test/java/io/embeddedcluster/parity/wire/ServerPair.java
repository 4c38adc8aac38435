package io.embeddedcluster.parity.wire;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ours and the real servers, with the same settings.
 *
 * @param ours the ones
 * @param real the others
 */
record ServerPair(Servers ours, Servers real) implements Closeable {

    private static final int NEVER_MILLIS = 2_000_000_000;
    private static final int SOON_MILLIS = 200;

    /** {@return one server of each, alone} */
    static ServerPair alone(Map<String, String> settings) throws Exception {
        return new ServerPair(new OurServers(1, settings, NEVER_MILLIS), new RealServer(settings));
    }

    /** {@return three servers of each} */
    static ServerPair ensembles(Map<String, String> settings) throws Exception {
        return new ServerPair(new OurServers(3, settings, SOON_MILLIS), new RealEnsemble(settings, SOON_MILLIS));
    }

    /** Has the conversation with both, and returns what each exchange came to. */
    List<ComparedExchange> compare(Scenario scenario) throws Exception {
        return compare(scenario, 0);
    }

    /** Has the conversation with both, beginning with the server of that number, and the others after it. */
    List<ComparedExchange> compare(Scenario scenario, int home) throws Exception {
        List<RecordedExchange> here = run(scenario, ours, home);
        List<RecordedExchange> there = run(scenario, real, home);
        List<ComparedExchange> compared = new ArrayList<>();
        for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
            compared.add(new ComparedExchange(scenario.name(), i + 1, at(here, i), at(there, i)));
        }
        return compared;
    }

    /** Deletes what scenarios have left, so that they can be run again. */
    void cleanUp() throws IOException {
        Script.cleanUp(ours);
        Script.cleanUp(real);
    }

    private static List<RecordedExchange> run(Scenario scenario, Servers servers, int home) throws Exception {
        try (Script script = new Script(servers, home)) {
            scenario.talk().with(script);
            return List.copyOf(script.exchanges());
        }
    }

    private static RecordedExchange at(List<RecordedExchange> exchanges, int index) {
        return index < exchanges.size() ? exchanges.get(index) : RecordedExchange.NOTHING;
    }

    @Override
    public void close() throws IOException {
        real.close();
        ours.close();
    }
}
