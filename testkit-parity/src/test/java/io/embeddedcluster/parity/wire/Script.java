package io.embeddedcluster.parity.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** One run of a scenario against one server, and what was recorded of it. */
final class Script implements AutoCloseable {

    private final InetSocketAddress server;
    private final Normaliser normaliser;
    private final List<WireClient> clients = new ArrayList<>();
    private final List<RecordedExchange> exchanges = new ArrayList<>();

    Script(InetSocketAddress server) throws IOException {
        this.server = server;
        this.normaliser = new Normaliser();
        // Where the scenario begins to count zxids is not an exchange.
        WireClient first = unconnected("first").connect();
        normaliser.base(first.ping());
        exchanges.clear();
    }

    InetSocketAddress server() {
        return server;
    }

    /** {@return the zxid that the scenario's transactions count from} */
    long base() {
        return normaliser.base();
    }

    /** {@return a client with a session of its own} */
    WireClient client(String name) throws IOException {
        return unconnected(name).connect();
    }

    /** {@return a client that has not said anything yet} */
    WireClient unconnected(String name) throws IOException {
        WireClient client = new WireClient(name, server, normaliser, exchanges);
        clients.add(client);
        return client;
    }

    /** Notes the outcome of something that is no frame. */
    void note(String label, String outcome, boolean isError) {
        exchanges.add(new RecordedExchange(label, List.of(new RecordedExchange.Answer(outcome, "", isError))));
    }

    List<RecordedExchange> exchanges() {
        return exchanges;
    }

    /** Ends every session that the scenario began, so that none of them ends by itself later. */
    @Override
    public void close() throws IOException {
        for (WireClient client : clients) {
            client.end();
        }
    }
}
