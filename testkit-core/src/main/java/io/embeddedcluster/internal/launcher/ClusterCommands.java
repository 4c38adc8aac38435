package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.Node;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a running cluster obeys. */
final class ClusterCommands {

    /** One command: how it is written, and what it does with the words behind its name. */
    private record Command(String usage, int wordCount, Function<List<String>, String> action) {

        /** As the word count: the command looks at its words itself. */
        static final int ANY = -1;

        boolean takes(List<String> words) {
            return wordCount == ANY || wordCount == words.size();
        }
    }

    private static final String QUIT = "quit";
    private static final Pattern SESSION_ID = Pattern.compile("0x([0-9a-f]{1,16})");

    private final Cluster cluster;
    private final Map<String, Command> commands = new LinkedHashMap<>();

    ClusterCommands(Cluster cluster) {
        this.cluster = cluster;
        add("status", 0, words -> status());
        onNode("kill", Node::kill);
        onNode("power-loss", Node::powerLoss);
        onNode("shutdown", Node::shutdown);
        onNode("start", Node::start);
        onNode("pause", Node::pause);
        onNode("resume", Node::resume);
        onNode("wipe", Node::wipe);
        add("leader <topic> <partition>", 2, this::leader);
        add("controller", 0, words -> cluster.controller().name());
        add("quorum-leader", 0, words -> cluster.quorumLeader().name());
        add("split <node>... | <node>...", Command.ANY, this::split);
        add("heal", 0, words -> heal());
        add("sessions", 0, words -> sessions());
        onSession("expire", Session::expire);
        onSession("disconnect", Session::disconnect);
        onSession("hold", Session::hold);
        add("move <session> <quorum node>", 2, this::move);
        add("check", 0, words -> cluster.check().summary());
        add("help", 0, words -> help());
        add(QUIT, 0, words -> "");
    }

    private void add(String usage, int wordCount, Function<List<String>, String> action) {
        commands.put(usage.split(" ", 2)[0], new Command(usage, wordCount, action));
    }

    private void onNode(String verb, Consumer<Node> action) {
        add(verb + " <node>", 1, words -> {
            action.accept(node(words.get(0)));
            return "";
        });
    }

    private void onSession(String verb, Consumer<Session> action) {
        add(verb + " <session>", 1, words -> {
            action.accept(session(words.get(0)));
            return "";
        });
    }

    /** Obeys one line. What cannot be done is an answer, never an exception. */
    Answer obey(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        String name = words.get(0);
        Command command = commands.get(name);
        if (command == null) {
            return Answer.error(
                    "unknown command: " + name + " (expected: one of " + String.join(", ", commands.keySet()) + ")");
        }
        List<String> rest = words.subList(1, words.size());
        if (!command.takes(rest)) {
            return Answer.error(OneLine.of(line) + " (expected: " + command.usage() + ")");
        }
        Answer answer = Answer.of(() -> command.action().apply(rest));
        return name.equals(QUIT) ? answer.last() : answer;
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(cluster.brokers());
        nodes.addAll(cluster.quorum());
        return nodes;
    }

    private Node node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no node " + name + " (expected: one of " + nodes() + ")"));
    }

    private Session session(String id) {
        Matcher hexadecimal = SESSION_ID.matcher(id);
        if (!hexadecimal.matches()) {
            throw new IllegalArgumentException("session: " + id + " (expected: its id, as in 0x1001a2b3c4d0000)");
        }
        return cluster.session(Long.parseUnsignedLong(hexadecimal.group(1), 16));
    }

    private String sessions() {
        StringJoiner sessions = new StringJoiner(" ");
        for (Session session : cluster.sessions()) {
            String server = session.server().map(Node::name).orElse("nobody");
            sessions.add("0x" + Long.toHexString(session.id()) + "=" + server);
        }
        return sessions.toString();
    }

    private String move(List<String> words) {
        if (node(words.get(1)) instanceof QuorumNode target) {
            session(words.get(0)).moveTo(target);
            return "";
        }
        throw new IllegalArgumentException(words.get(1) + " is not a quorum node");
    }

    private String status() {
        StringJoiner status = new StringJoiner(" ");
        nodes().forEach(node -> status.add(node.name() + "=" + state(node)));
        status.add("faults=" + cluster.faults().active().size());
        return status.toString();
    }

    private static String state(Node node) {
        if (!node.isRunning()) {
            return "down";
        }
        return node.isPaused() ? "paused" : "up";
    }

    private String leader(List<String> words) {
        Broker leader = cluster.leaderOf(words.get(0), number("partition", words.get(1)));
        return leader.name();
    }

    private static int number(String what, String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + ": " + word + " (expected: a number)", e);
        }
    }

    private String split(List<String> words) {
        int bar = words.indexOf("|");
        if (bar < 1 || bar == words.size() - 1 || bar != words.lastIndexOf("|")) {
            throw new IllegalArgumentException(
                    "split needs two sides (expected: split broker-1 | broker-2 quorum-1 ...)");
        }
        return cluster.faults()
                .split(side(words.subList(0, bar)), side(words.subList(bar + 1, words.size())))
                .description();
    }

    private Set<Node> side(List<String> names) {
        Set<Node> side = new LinkedHashSet<>();
        names.forEach(name -> side.add(node(name)));
        return side;
    }

    private String heal() {
        int healed = cluster.faults().active().size();
        cluster.faults().heal();
        return healed + " healed";
    }

    private String help() {
        StringJoiner usages = new StringJoiner("; ");
        commands.values().forEach(command -> usages.add(command.usage()));
        return usages.toString();
    }
}
