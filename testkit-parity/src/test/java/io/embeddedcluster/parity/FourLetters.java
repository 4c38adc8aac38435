package io.embeddedcluster.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks ZooKeeper servers, ours or real ones, as an operator does. */
public final class FourLetters {

    private static final int TIMEOUT_MILLIS = 5_000;

    private FourLetters() {}

    /**
     * Returns a server's answer.
     *
     * @param address the server's {@code host:port}
     * @param word four letters
     */
    public static String ask(String address, String word) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    TIMEOUT_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** {@return what the server says that it is, as in {@code leader}; empty where it does not run or does not serve} */
    public static Optional<String> mode(String address) {
        try {
            return ask(address, "srvr")
                    .lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()))
                    .findFirst();
        } catch (ConnectException refused) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + address, e);
        }
    }
}
