package io.embeddedcluster.parity.behaviour;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to a server that can be cut, and led to another one. A client that comes while it is cut waits, and is let through
 * as soon as it is not.
 */
final class CuttableLine implements AutoCloseable {

    private static final int BUFFER_BYTES = 16_384;

    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private InetSocketAddress target;
    private boolean isOpen = true;
    private boolean isRefusing;
    private boolean isMute;
    private boolean isClosed;

    CuttableLine(InetSocketAddress target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(IoTask task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException cut) {
                        // the other direction, or the client, hears of it
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            start(() -> carry(client));
        }
    }

    private void carry(Socket client) throws IOException, InterruptedException {
        Socket server = new Socket();
        synchronized (this) {
            sockets.add(client);
            sockets.add(server);
            if (isRefusing) {
                client.close();
            }
            while (!isOpen && !isClosed && !client.isClosed()) {
                wait();
            }
            if (isClosed || client.isClosed()) {
                return;
            }
            server.connect(target);
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start(() -> pump(server, client, true));
        pump(client, server, false);
    }

    private void pump(Socket from, Socket to, boolean isAnswer) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!isAnswer || !isMute()) {
                    out.write(buffer, 0, count);
                }
            }
        }
    }

    private synchronized boolean isMute() {
        return isMute;
    }

    /** {@return where it begins} */
    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Ends the connections of now. Those that come wait. */
    synchronized void cut() throws IOException {
        isOpen = false;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Leaves the connections of now alone. Those that come are ended. */
    synchronized void refuse() {
        isRefusing = true;
    }

    /** Loses every answer from now on. */
    synchronized void mute() {
        isMute = true;
    }

    /** Lets clients through to that server. */
    synchronized void lead(InetSocketAddress to) {
        target = to;
        isOpen = true;
        isMute = false;
        notifyAll();
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        cut();
        listener.close();
        notifyAll();
    }

    /** What a thread of a line does until it is cut. */
    @FunctionalInterface
    private interface IoTask {

        void run() throws IOException, InterruptedException;
    }
}
