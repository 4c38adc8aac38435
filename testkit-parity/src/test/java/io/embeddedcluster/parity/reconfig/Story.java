package io.embeddedcluster.parity.reconfig;

import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;

/**
 * What one ensemble does, written down with everything that differs from run to run named instead: the leader is server L,
 * the others are A, B and so on, and zxids are told by their counters.
 */
final class Story implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("version=([0-9a-f]+)");
    private static final int PATIENCE_SECONDS = 30;

    private final Ensemble ensemble;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<ZooKeeperAdmin> clients = new ArrayList<>();

    Story(Ensemble ensemble, int size) {
        this.ensemble = ensemble;
        String others = "ABCDEF";
        for (int id = 1; id <= size; id++) {
            String mode = FourLetters.mode(ensemble.address(id)).orElse("nothing");
            boolean leads = mode.equals("leader") || mode.equals("standalone");
            ids.put(leads ? "L" : others.substring(0, 1), id);
            others = leads ? others : others.substring(1);
        }
    }

    /** {@return the story so far, one line each} */
    List<String> lines() {
        return List.copyOf(lines);
    }

    // ---- servers

    /** {@return the number of the server of that name, as text} */
    String id(String name) {
        return Integer.toString(number(name));
    }

    private int number(String name) {
        return ids.get(name);
    }

    /** {@return the line of that server as a voting member} */
    String line(String name) {
        return ensemble.line(number(name));
    }

    /** {@return the line of that server in a role, or without one where that is empty} */
    String line(String name, String role) {
        return line(name).replace(":participant", role.isEmpty() ? "" : ":" + role);
    }

    void add(String name) throws Exception {
        ids.put(name, ensemble.add());
    }

    void stop(String name) throws Exception {
        ensemble.stop(number(name));
    }

    void start(String name) throws Exception {
        tell("start " + name, ensemble.start(number(name)) ? "runs" : "ends by itself");
    }

    /** Writes down what a server is, once it is that; else what it is in the end. */
    void becomes(String name, String mode) {
        RealServers.await(() -> mode(name).equals(mode));
        tell(name + " is", mode);
    }

    String mode(String name) {
        return FourLetters.mode(ensemble.address(number(name))).orElse("nothing");
    }

    /** Writes down what an operator of that server reads of the ensemble. */
    void conf(String name) throws IOException {
        String conf = named(FourLetters.ask(ensemble.address(number(name)), "conf"))
                .lines()
                .dropWhile(line -> !line.startsWith("electionAlg="))
                .sorted()
                .collect(Collectors.joining(" "));
        tell("conf of " + name, conf.replaceAll("Port=\\d+", "Port=NUMBER"));
    }

    // ---- clients

    /** {@return a client of one server} */
    ZooKeeperAdmin client(String name, Watcher watcher) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeperAdmin client = new ZooKeeperAdmin(ensemble.address(number(name)), 30_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected
                    && event.getType() == Watcher.Event.EventType.None) {
                connected.countDown();
            }
            watcher.process(event);
        });
        clients.add(client);
        if (!connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection to server " + name + " within " + PATIENCE_SECONDS + " s");
        }
        return client;
    }

    ZooKeeperAdmin client(String name) throws Exception {
        return client(name, event -> {});
    }

    /** {@return a client of one server that may do everything} */
    ZooKeeperAdmin superClient(String name) throws Exception {
        ZooKeeperAdmin client = client(name);
        client.addAuthInfo("digest", "super:secret".getBytes(StandardCharsets.UTF_8));
        return client;
    }

    /** Writes down that a client can write through a server, once it can. */
    void takesWrites(String name) throws Exception {
        ZooKeeperAdmin client = client(name);
        RealServers.await(() -> {
            try {
                client.setData("/", new byte[0], -1);
                return true;
            } catch (KeeperException.ConnectionLossException notYet) {
                return false;
            }
        });
        tell(name + " takes", "writes");
    }

    /** Writes down what a request for other members comes to. */
    void reconfig(String label, ZooKeeperAdmin client, String joining, String leaving, String members, long version)
            throws Exception {
        Stat stat = new Stat();
        String outcome;
        try {
            outcome = answer(client.reconfigure(joining, leaving, members, version, stat), stat);
        } catch (KeeperException e) {
            outcome = e.code().name();
        }
        tell(label, outcome);
    }

    /** {@return what requests come to that are sent without waiting for answers} */
    static List<KeeperException.Code> atOnce(ZooKeeperAdmin client, String... joining) throws Exception {
        List<AtomicReference<KeeperException.Code>> outcomes = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(joining.length);
        for (String each : joining) {
            AtomicReference<KeeperException.Code> outcome = new AtomicReference<>();
            outcomes.add(outcome);
            client.reconfigure(
                    each,
                    null,
                    null,
                    -1,
                    (rc, path, context, data, stat) -> {
                        outcome.set(KeeperException.Code.get(rc));
                        done.countDown();
                    },
                    null);
        }
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no answers within " + PATIENCE_SECONDS + " s");
        }
        return outcomes.stream().map(AtomicReference::get).toList();
    }

    /** Writes down what the configuration is. */
    void config(String label, ZooKeeperAdmin client) throws Exception {
        Stat stat = new Stat();
        byte[] data = client.getConfig(false, stat);
        tell(label, answer(data, stat));
    }

    /** {@return the version of the configuration} */
    static long version(ZooKeeperAdmin client) throws Exception {
        Matcher version = VERSION.matcher(new String(client.getConfig(false, new Stat()), StandardCharsets.UTF_8));
        return version.find() ? Long.parseLong(version.group(1), 16) : 0;
    }

    private String answer(byte[] data, Stat stat) {
        return named(new String(data, StandardCharsets.UTF_8)).lines().sorted().collect(Collectors.joining(" "))
                + " czxid=" + counter(stat.getCzxid()) + " mzxid=" + counter(stat.getMzxid()) + " pzxid="
                + counter(stat.getPzxid()) + " ctime=" + (stat.getCtime() == 0 ? "0" : "set") + " mtime="
                + (stat.getMtime() == 0 ? "0" : "set") + " versions=" + stat.getVersion() + "," + stat.getCversion()
                + "," + stat.getAversion() + " owner=" + stat.getEphemeralOwner() + " length="
                + (stat.getDataLength() == data.length ? "of the data" : "another") + " children="
                + stat.getNumChildren();
    }

    /** Returns when the client's watchers have been told what it knows: the thread that tells them calls back too. */
    static void awaitEvents(ZooKeeperAdmin client) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        client.exists("/", false, (rc, path, context, stat) -> told.countDown(), null);
        if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no answer within " + PATIENCE_SECONDS + " s");
        }
    }

    // ---- text

    /** {@return what a watch has told} */
    static String text(WatchedEvent event) {
        return event.getType() + " " + event.getPath() + " zxid=" + counter(event.getZxid());
    }

    /** Writes a line down. */
    void tell(String label, String text) {
        lines.add(label + ": " + named(text));
    }

    private String named(String text) {
        String named = text;
        for (Map.Entry<String, Integer> each : ids.entrySet()) {
            String line = ensemble.line(each.getValue());
            String ports = line.substring(line.indexOf('=') + 1, line.indexOf(":participant"));
            named = named.replace("server." + each.getValue() + "=", "server." + each.getKey() + "=")
                    .replace(ports + ":", "PORTS-" + each.getKey() + ":")
                    .replace(line.substring(line.indexOf(';') + 1), "CLIENTS-" + each.getKey());
        }
        return VERSION.matcher(named).replaceAll(version -> "version=" + counter(Long.parseLong(version.group(1), 16)));
    }

    private static String counter(long zxid) {
        return zxid >>> 32 == 0 ? Long.toString(zxid) : "E:" + (zxid & 0xffffffffL);
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Story::closeQuickly);
        ensemble.close();
    }

    private static void closeQuickly(ZooKeeperAdmin client) {
        try {
            client.close(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
