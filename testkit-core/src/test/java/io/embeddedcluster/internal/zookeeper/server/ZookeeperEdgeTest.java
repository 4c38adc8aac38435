package io.embeddedcluster.internal.zookeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.RequestRule;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.edge.Verdict;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.AsyncCallback.StringCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real client of ZooKeeper and the server's tree see of each verdict on one request. */
class ZookeeperEdgeTest {

    private static final String PATH = "/config";
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);

    /** Of a client that is to miss an answer soon: it does after two thirds of that. */
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(1_200);

    /** As {@link #SHORT_TIMEOUT}, but the session outlasts the second within which the client comes again. */
    private static final Duration TIMEOUT_TO_COME_AGAIN = Duration.ofMillis(2_400);

    /**
     * How often the one server stands in a client's list. A client looks for a server for its session's timeout divided by
     * that, and rests for a second when it has come to the end of the list.
     */
    private static final int TIMES_LISTED = 4;

    private final LiveEnsemble ensemble = new LiveEnsemble(1);
    private final NodeName server = ensemble.names().get(0);

    @AfterEach
    void close() {
        ensemble.close();
    }

    @Test
    void aDroppedRequestIsNotServedNorIsAnythingBehindIt() throws Exception {
        ZooKeeper client = client(SHORT_TIMEOUT, event -> {});
        Once rule = install(Once.onRequest("CREATE", new Verdict.Drop()));
        CompletableFuture<KeeperException.Code> behind = new CompletableFuture<>();

        CompletableFuture<KeeperException.Code> dropped = createLater(client, PATH);
        client.create("/behind", new byte[0], LiveEnsemble.OPEN, CreateMode.PERSISTENT, completing(behind), null);

        assertThat(dropped.get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
        assertThat(behind.get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
        assertThat(rule.fired()).isOne();
        assertThat(observer().exists(PATH, false)).isNull();
        assertThat(observer().exists("/behind", false)).isNull();
    }

    @Test
    void watchEventsReachAClientWhoseRequestWasDroppedAndItsSessionGoesOn() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        ZooKeeper client = client(TIMEOUT_TO_COME_AGAIN, event -> note(events, event));
        client.exists("/seen", true);
        long session = client.getSessionId();
        install(Once.onRequest("CREATE", new Verdict.Drop()));
        CompletableFuture<KeeperException.Code> dropped = createLater(client, PATH);

        create(observer(), "/seen");

        await(() -> events.contains("NodeCreated /seen"));
        assertThat(dropped).isNotDone();
        assertThat(dropped.get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
        await(() -> client.getState().isConnected());
        assertThat(client.getSessionId()).isEqualTo(session);
    }

    @Test
    void aDroppedAnswerLeavesTheZnode() throws Exception {
        ZooKeeper client = client(SHORT_TIMEOUT, event -> {});
        Once rule = install(Once.onAnswer("CREATE", new Verdict.Drop()));

        assertThat(createLater(client, PATH).get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);

        assertThat(rule.fired()).isOne();
        assertThat(observer().exists(PATH, false)).isNotNull();
    }

    @Test
    void aCreateDeliveredTwiceIsToldThatTheZnodeIsThere() throws Exception {
        ZooKeeper client = client(event -> {});
        Once rule = install(Once.onRequest("CREATE", new Verdict.DeliverTwice()));

        assertThatThrownBy(() -> create(client, PATH)).isInstanceOf(KeeperException.NodeExistsException.class);

        assertThat(rule.fired()).isOne();
        assertThat(client.exists(PATH, false)).isNotNull();
    }

    @Test
    void aWriteDeliveredTwiceIsDoneTwiceAndAReadOnceToItsClient() throws Exception {
        ZooKeeper client = client(event -> {});
        create(client, PATH);
        Once write = install(Once.onRequest("SET_DATA", new Verdict.DeliverTwice()));
        Once read = install(Once.onRequest("GET_DATA", new Verdict.DeliverTwice()));

        assertThat(client.setData(PATH, bytes("new"), -1).getVersion()).isEqualTo(2);
        assertThat(client.getData(PATH, false, null)).isEqualTo(bytes("new"));
        assertThat(client.exists(PATH, false).getVersion()).isEqualTo(2);

        assertThat(write.fired()).isOne();
        assertThat(read.fired()).isOne();
    }

    @Test
    void anErrorBeforeTheHandlerLeavesNoZnode() throws Exception {
        ZooKeeper client = client(event -> {});
        Once rule = install(Once.onRequest("CREATE", new Verdict.AnswerWithError(ZkErrorCode.NO_AUTH.code())));

        assertThatThrownBy(() -> create(client, PATH)).isInstanceOf(KeeperException.NoAuthException.class);

        assertThat(rule.fired()).isOne();
        assertThat(client.exists(PATH, false)).isNull();
    }

    @Test
    void anErrorInsteadOfTheAnswerLeavesTheZnode() throws Exception {
        ZooKeeper client = client(event -> {});
        Once rule = install(Once.onAnswer("CREATE", new Verdict.AnswerWithError(ZkErrorCode.SYSTEM_ERROR.code())));

        assertThatThrownBy(() -> create(client, PATH)).isInstanceOf(KeeperException.SystemErrorException.class);

        assertThat(rule.fired()).isOne();
        assertThat(client.exists(PATH, false)).isNotNull();
    }

    @Test
    void delayedRequestsAndAnswersKeepTheOrderOfTheConnection() throws Exception {
        ZooKeeper client = client(event -> {});
        Once late = install(
                new Once("CREATE", Optional.of(new Verdict.Delay(DELAY)), Optional.of(new Verdict.Delay(DELAY))));
        long began = System.nanoTime();

        CompletableFuture<KeeperException.Code> created = createLater(client, PATH);
        byte[] read = client.getData(PATH, false, null);

        assertThat(created.get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.OK);
        assertThat(read).isEqualTo(bytes("old"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
        assertThat(late.fired()).isEqualTo(2);
    }

    @Test
    void aWatchEventWaitsBehindTheLateAnswerThatSetTheWatch() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        ZooKeeper client = client(event -> note(events, event));
        ZooKeeper other = observer();
        create(other, PATH);
        Once late = install(Once.onAnswer("GET_DATA", new Verdict.Delay(DELAY)));
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        client.getData(PATH, true, (rc, path, context, data, stat) -> read.complete(data), null);
        await(() -> late.fired() == 1);

        other.setData(PATH, bytes("new"), -1);

        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("old"));
        await(() -> events.contains("NodeDataChanged " + PATH));
    }

    @Test
    void aResetConnectionIsOpenedAgainForTheSameSession() throws Exception {
        ZooKeeper client = client(event -> {});
        long session = client.getSessionId();
        Once rule = install(Once.onRequest("CREATE", new Verdict.Reset()));

        assertThatThrownBy(() -> create(client, PATH)).isInstanceOf(KeeperException.ConnectionLossException.class);

        await(() -> client.getState().isConnected());
        assertThat(rule.fired()).isOne();
        assertThat(client.exists(PATH, false)).isNull();
        assertThat(client.getSessionId()).isEqualTo(session);
    }

    @Test
    void aClosedConnectionIsOpenedAgainForTheSameSession() throws Exception {
        ZooKeeper client = client(event -> {});
        long session = client.getSessionId();
        Once request = install(Once.onRequest("CREATE", new Verdict.Close("a test closes it")));
        assertThat(createLater(client, PATH).get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
        await(() -> client.getState().isConnected());
        assertThat(client.exists(PATH, false)).isNull();

        Once answer = install(Once.onAnswer("CREATE", new Verdict.Close("a test closes it, too")));
        assertThat(createLater(client, PATH).get(20, TimeUnit.SECONDS)).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
        await(() -> client.getState().isConnected());

        assertThat(client.exists(PATH, false)).isNotNull();
        assertThat(client.getSessionId()).isEqualTo(session);
        assertThat(request.fired()).isOne();
        assertThat(answer.fired()).isOne();
    }

    @Test
    void theEndOfASessionIsAnsweredLateAndNotCutShort() throws Exception {
        ZooKeeper client = client(event -> {});
        Once late = install(Once.onAnswer("CLOSE_SESSION", new Verdict.Delay(DELAY)));
        long began = System.nanoTime();

        client.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(DELAY);
        assertThat(late.fired()).isOne();
        assertThat(sessions()).isZero();
    }

    @Test
    void aLoginIsRefusedByARule() throws Exception {
        ZooKeeper client = client(event -> {});
        Once rule = install(Once.onRequest("AUTH", new Verdict.AnswerWithError(ZkErrorCode.AUTH_FAILED.code())));

        client.addAuthInfo("digest", bytes("user:password"));

        await(() -> client.getState() == ZooKeeper.States.AUTH_FAILED);
        assertThat(rule.fired()).isOne();
    }

    @Test
    void aConnectRequestThatIsResetOrLateIsServedInTheEnd() throws Exception {
        Once reset = install(Once.onRequest("CONNECT", new Verdict.Reset()));
        Once late = install(
                new Once("CONNECT", Optional.of(new Verdict.Delay(DELAY)), Optional.of(new Verdict.Delay(DELAY))));

        create(client(event -> {}), PATH);

        assertThat(reset.fired()).isOne();
        assertThat(late.fired()).isEqualTo(2);
        assertThat(sessions()).isOne();
    }

    @Test
    void aConnectRequestWhoseConnectionIsClosedIsAskedAgain() throws Exception {
        Once request = install(Once.onRequest("CONNECT", new Verdict.Close("a test closes it")));
        Once answer = install(Once.onAnswer("CONNECT", new Verdict.Close("a test closes it, too")));

        create(client(event -> {}), PATH);

        assertThat(request.fired()).isOne();
        assertThat(answer.fired()).isOne();
    }

    @Test
    void aConnectRequestDeliveredTwiceBeginsTwoSessions() throws Exception {
        Once twice = install(Once.onRequest("CONNECT", new Verdict.DeliverTwice()));

        create(client(event -> {}), PATH);

        assertThat(twice.fired()).isOne();
        assertThat(sessions()).isEqualTo(2);
    }

    @Test
    void aConnectRequestWithoutAnAnswerIsAskedAgain() throws Exception {
        Once request = install(Once.onRequest("CONNECT", new Verdict.Drop()));
        Once answer = install(Once.onAnswer("CONNECT", new Verdict.Drop()));

        create(client(SHORT_TIMEOUT, event -> {}), PATH);

        assertThat(request.fired()).isOne();
        assertThat(answer.fired()).isOne();
    }

    @Test
    void aSessionIsOverForItsClientWhereARuleSaysSo() throws Exception {
        ZooKeeper client = client(event -> {});
        install(Once.onRequest("CREATE", new Verdict.Reset()));
        Once rule = install(Once.onRequest("CONNECT", new Verdict.AnswerWithError(ZkErrorCode.SESSION_EXPIRED.code())));

        assertThatThrownBy(() -> create(client, PATH)).isInstanceOf(KeeperException.ConnectionLossException.class);

        await(() -> client.getState() == ZooKeeper.States.CLOSED);
        assertThat(rule.fired()).isOne();
    }

    private <R extends RequestRule> R install(R rule) {
        ensemble.edge(server).install("once", rule);
        return rule;
    }

    private ZooKeeper client(Watcher watcher) throws Exception {
        return client(SESSION_TIMEOUT, watcher);
    }

    private ZooKeeper client(Duration sessionTimeout, Watcher watcher) throws Exception {
        String servers = String.join(",", Collections.nCopies(TIMES_LISTED, ensemble.address(server)));
        ZooKeeper client = ensemble.client(servers, sessionTimeout, watcher);
        await(() -> client.getState().isConnected());
        return client;
    }

    private ZooKeeper observer() throws Exception {
        return client(event -> {});
    }

    private int sessions() {
        return ensemble.ask(server, QuorumServer::sessionCount);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    private static void create(ZooKeeper client, String path) throws Exception {
        client.create(path, bytes("old"), LiveEnsemble.OPEN, CreateMode.PERSISTENT);
    }

    private static CompletableFuture<KeeperException.Code> createLater(ZooKeeper client, String path) {
        CompletableFuture<KeeperException.Code> code = new CompletableFuture<>();
        client.create(path, bytes("old"), LiveEnsemble.OPEN, CreateMode.PERSISTENT, completing(code), null);
        return code;
    }

    private static StringCallback completing(CompletableFuture<KeeperException.Code> code) {
        return (rc, path, context, name) -> code.complete(KeeperException.Code.get(rc));
    }

    private static void note(List<String> events, WatchedEvent event) {
        events.add(event.getType() + " " + event.getPath());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Decides on the first request of one API, and leaves all others alone. */
    private static final class Once implements RequestRule {

        private final String api;
        private final Optional<RequestVerdict> ofRequest;
        private final Optional<AnswerVerdict> ofAnswer;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger fired = new AtomicInteger();

        Once(String api, Optional<RequestVerdict> ofRequest, Optional<AnswerVerdict> ofAnswer) {
            this.api = api;
            this.ofRequest = ofRequest;
            this.ofAnswer = ofAnswer;
        }

        static Once onRequest(String api, RequestVerdict verdict) {
            return new Once(api, Optional.of(verdict), Optional.empty());
        }

        static Once onAnswer(String api, AnswerVerdict verdict) {
            return new Once(api, Optional.empty(), Optional.of(verdict));
        }

        int fired() {
            return fired.get();
        }

        @Override
        public RequestVerdict onRequest(EdgeRequest request) {
            return decide(request, requests, ofRequest).orElse(RequestVerdict.PASS);
        }

        @Override
        public AnswerVerdict onAnswer(EdgeRequest request) {
            return decide(request, answers, ofAnswer).orElse(AnswerVerdict.PASS);
        }

        private <V> Optional<V> decide(EdgeRequest request, AtomicInteger count, Optional<V> verdict) {
            if (!request.api().equals(api) || verdict.isEmpty() || count.getAndIncrement() > 0) {
                return Optional.empty();
            }
            fired.incrementAndGet();
            return verdict;
        }
    }
}
