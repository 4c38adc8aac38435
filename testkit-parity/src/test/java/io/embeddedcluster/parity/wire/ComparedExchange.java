package io.embeddedcluster.parity.wire;

import java.util.stream.Collectors;

/**
 * One exchange of a scenario, with both servers.
 *
 * @param scenario its name
 * @param number of the exchange within the scenario, from 1
 * @param ours what ours did
 * @param real what the real server did
 */
record ComparedExchange(String scenario, int number, RecordedExchange ours, RecordedExchange real) {

    boolean isEqual() {
        return ours.equals(real);
    }

    /** {@return what it is called in the list of accepted differences} */
    String key() {
        return scenario + ": " + real.label();
    }

    @Override
    public String toString() {
        return scenario + " #" + number + ": " + real.label()
                + (ours.label().equals(real.label()) ? "" : " / " + ours.label()) + "\n  ours: " + answers(ours)
                + "\n  real: " + answers(real);
    }

    private static String answers(RecordedExchange exchange) {
        return exchange.answers().stream().map(RecordedExchange.Answer::text).collect(Collectors.joining("\n        "));
    }
}
