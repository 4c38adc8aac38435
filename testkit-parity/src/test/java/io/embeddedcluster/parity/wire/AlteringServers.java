package io.embeddedcluster.parity.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Servers behind a line that does not say what they say. Closing it ends the line, not the servers. */
final class AlteringServers implements Servers {

    private final Supplier<Alteration> alterations;
    private final List<ServerSocket> listening = new ArrayList<>();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();

    /**
     * Stands before servers.
     *
     * @param alterations makes one for each connection
     */
    AlteringServers(Servers servers, Supplier<Alteration> alterations) throws IOException {
        this.alterations = alterations;
        for (InetSocketAddress address : servers.addresses()) {
            ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.add(socket);
            inBackground(() -> accept(socket, address));
        }
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(socket -> (InetSocketAddress) socket.getLocalSocketAddress())
                .toList();
    }

    private void accept(ServerSocket socket, InetSocketAddress address) throws IOException {
        while (true) {
            Socket client = socket.accept();
            Socket server = new Socket(address.getAddress(), address.getPort());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(client);
            open.add(server);
            Alteration alteration = alterations.get();
            inBackground(() -> {
                client.getInputStream().transferTo(server.getOutputStream());
                server.close();
            });
            inBackground(() -> answer(server, client, alteration));
        }
    }

    private static void answer(Socket server, Socket client, Alteration alteration) throws IOException {
        try (client;
                DataInputStream in = new DataInputStream(server.getInputStream());
                OutputStream out = client.getOutputStream()) {
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                for (byte[] each : alteration.of(frame)) {
                    out.write(ByteBuffer.allocate(Integer.BYTES + each.length)
                            .putInt(each.length)
                            .put(each)
                            .array());
                }
            }
        }
    }

    private static void inBackground(Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException end) {
                        // One of both has closed.
                    }
                },
                "altering-line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : listening) {
            socket.close();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** What becomes of the frames of one connection, in their order. */
    @FunctionalInterface
    interface Alteration {

        /**
         * {@return what the client gets instead of that frame}
         *
         * @throws IOException to end the connection
         */
        List<byte[]> of(byte[] frame) throws IOException;
    }

    private interface Transfer {

        void run() throws IOException;
    }
}
