package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.zookeeper.SessionHistory.Asked;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.AppliedCommand;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandEntry;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiHeader;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** For each promise the smallest history that breaks it, and a near miss that does not. */
class SessionHistoryTest {

    private static final long EPOCH = 1L << 32;
    private static final long SESSION = 7;
    private static final long LINK = 1;
    private static final long OTHER_LINK = 2;

    private final QuorumTruth truth = new QuorumTruth("");
    private final SessionHistory history = new SessionHistory(truth, "client");
    private final Server server = new Server("quorum-1", new QuorumRules());
    private final List<CommandEntry> log = new ArrayList<>();

    /** A server that applies what it is given. */
    private final class Server {

        private final ReplicatedState state;
        private final ClusterObserver observer;
        private final NodeName name;

        Server(String name, QuorumRules rules) {
            state = new ReplicatedState(
                    new byte[0], new Handlers(QuorumConfig.DEFAULTS.operationRules()), rules, remark -> {});
            state.termStarted(1);
            observer = truth.runOf(name);
            this.name = new NodeName(name);
        }

        private void apply(CommandEntry entry) {
            observer.entryApplied(name, new AppliedCommand(entry, state.apply(1, entry, change -> {}), state));
        }
    }

    private long commit(long forwarderId, Command command) {
        CommandEntry entry = new CommandEntry(1000, forwarderId, log.size() + 1, command);
        log.add(entry);
        server.apply(entry);
        return server.state.lastZxid();
    }

    private long commit(ZkRequest request) {
        return commit(LINK, new Command.Write(SESSION, List.of(), request));
    }

    private void begin() {
        commit(LINK, new Command.CreateSession(SESSION, 4_000));
        history.connected(SESSION);
    }

    private static CreateRequest create(String path, CreateMode mode) {
        return new CreateRequest(OpCode.CREATE, path, bytes("a"), Acl.OPEN, mode.flags(), -1);
    }

    private static SetDataRequest set(String path, String value) {
        return new SetDataRequest(path, bytes(value), -1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer body(String path) {
        return new JuteWriter().writeString(path).toBuffer();
    }

    private static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    private static WatchEvent event(WatchEventType type, String path, long zxid) {
        return new WatchEvent(type, path, zxid);
    }

    private void watch(String path, long zxid) {
        Picture picture = truth.at(path, zxid);
        ZkErrorCode error = picture == null ? ZkErrorCode.NO_NODE : ZkErrorCode.OK;
        answer(new PathWatchRequest(OpCode.EXISTS, path, true), zxid, error, stat(path, zxid));
    }

    private ByteBuffer stat(String path, long zxid) {
        Picture picture = truth.at(path, zxid);
        JuteWriter stat = new JuteWriter();
        if (picture != null) {
            picture.stat().write(stat);
        }
        return stat.toBuffer();
    }

    /** The client comes to another server, and asks it to take its watches. */
    private SetWatchesRequest move() {
        history.connecting(history.lastZxid());
        history.connected(SESSION);
        history.rearming();
        return history.rearm();
    }

    private void answer(ZkRequest request, long zxid, ZkErrorCode error, ByteBuffer body) {
        answer(request, 0, zxid, error, body);
    }

    private void answer(ZkRequest request, long acknowledgedBefore, long zxid, ZkErrorCode error, ByteBuffer body) {
        history.answered(new Asked(request, acknowledgedBefore), new ReplyHeader(1, zxid, error.code()), body);
    }

    private static void breaks(String promise, ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOf(AssertionError.class).hasMessageContaining(promise);
    }

    private static void keeps(ThrowingCallable what) {
        assertThatCode(what).doesNotThrowAnyException();
    }

    @Test
    void zxidNeverGoesBack() {
        history.reply(EPOCH + 2);
        keeps(() -> history.reply(EPOCH + 2));
        breaks("zxid goes back", () -> history.reply(EPOCH + 1));
    }

    @Test
    void answerBeforeTheCommitIsNoticed() {
        begin();
        CreateRequest asked = create("/a", CreateMode.PERSISTENT);

        breaks("not committed", () -> answer(asked, 0, EPOCH + 2, ZkErrorCode.OK, body("/a")));
        commit(asked);
        keeps(() -> answer(asked, 0, EPOCH + 2, ZkErrorCode.OK, body("/a")));
    }

    @Test
    void anotherWritesAnswerIsNoticed() {
        begin();
        long zxid = commit(create("/a", CreateMode.PERSISTENT));

        breaks("not committed", () -> answer(create("/b", CreateMode.PERSISTENT), 0, zxid, ZkErrorCode.OK, body("/b")));
    }

    @Test
    void successThatWasNoneIsNoticed() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        CreateRequest again = create("/a", CreateMode.PERSISTENT);
        long zxid = commit(again);

        breaks("but came to", () -> answer(again, 0, zxid, ZkErrorCode.OK, body("/a")));
        keeps(() -> answer(again, zxid, ZkErrorCode.NODE_EXISTS, nothing()));
    }

    @Test
    void writeComesAfterWhatWasAcknowledgedBeforeIt() {
        begin();
        CreateRequest asked = create("/a", CreateMode.PERSISTENT);
        long zxid = commit(asked);

        breaks("acknowledged before it was asked for", () -> answer(asked, zxid + 1, zxid, ZkErrorCode.OK, body("/a")));
        keeps(() -> answer(asked, zxid - 1, zxid, ZkErrorCode.OK, body("/a")));
    }

    @Test
    void readIsOfTheMomentThatItsZxidNames() {
        begin();
        long created = commit(create("/a", CreateMode.PERSISTENT));
        PathWatchRequest read = new PathWatchRequest(OpCode.EXISTS, "/a", false);

        keeps(() -> answer(read, created - 1, ZkErrorCode.NO_NODE, nothing()));
        breaks("but it is", () -> answer(read, created, ZkErrorCode.NO_NODE, nothing()));
    }

    @Test
    void syncMakesReadsFresh() {
        begin();
        long created = commit(create("/a", CreateMode.PERSISTENT));
        PathWatchRequest read = new PathWatchRequest(OpCode.EXISTS, "/a", false);

        answer(new PathRequest(OpCode.SYNC, "/a"), created, created - 1, ZkErrorCode.OK, body("/a"));
        breaks("stale sync", () -> answer(read, created - 1, ZkErrorCode.NO_NODE, nothing()));
        keeps(() -> answer(read, created, ZkErrorCode.OK, stat("/a", created)));
    }

    @Test
    void watchEventComesBeforeTheAnswerThatShowsIt() {
        begin();
        long created = commit(create("/a", CreateMode.PERSISTENT));
        watch("/a", created);
        long changed = commit(set("/a", "b"));

        keeps(() -> history.reply(changed - 1));
        breaks("watch event after the answer", () -> history.reply(changed));
    }

    @Test
    void watchEventBeforeTheAnswerIsRight() {
        begin();
        watch("/a", EPOCH + 1);
        long created = commit(create("/a", CreateMode.PERSISTENT));

        keeps(() -> history.event(event(WatchEventType.NODE_CREATED, "/a", created)));
        keeps(() -> history.reply(created));
    }

    @Test
    void watchFiresOnce() {
        begin();
        watch("/a", EPOCH + 1);
        long created = commit(create("/a", CreateMode.PERSISTENT));
        long changed = commit(set("/a", "b"));

        keeps(() -> history.event(event(WatchEventType.NODE_CREATED, "/a", created)));
        breaks("nobody waits for", () -> history.event(event(WatchEventType.NODE_DATA_CHANGED, "/a", changed)));
    }

    @Test
    void watchFiresAtTheFirstChange() {
        begin();
        watch("/a", EPOCH + 1);
        commit(create("/a", CreateMode.PERSISTENT));
        long changed = commit(set("/a", "b"));

        breaks("comes first", () -> history.event(event(WatchEventType.NODE_DATA_CHANGED, "/a", changed)));
    }

    @Test
    void watchesFireInOrder() {
        begin();
        watch("/a", EPOCH + 1);
        watch("/b", EPOCH + 1);
        long first = commit(create("/a", CreateMode.PERSISTENT));
        long second = commit(create("/b", CreateMode.PERSISTENT));

        breaks("comes first", () -> history.event(event(WatchEventType.NODE_CREATED, "/b", second)));
        breaks("out of order", () -> history.event(event(WatchEventType.NODE_CREATED, "/a", first)));
    }

    @Test
    void nextServerTellsWhatWasMissed() {
        begin();
        watch("/a", EPOCH + 1);
        watch("/b", EPOCH + 1);
        long created = commit(create("/a", CreateMode.PERSISTENT));
        SetWatchesRequest watches = move();

        history.event(event(WatchEventType.NODE_CREATED, "/a", -1));
        keeps(() -> answer(watches, created, ZkErrorCode.OK, nothing()));
    }

    @Test
    void nextServerThatIsSilentAboutAMissedChangeIsNoticed() {
        begin();
        watch("/a", EPOCH + 1);
        long created = commit(create("/a", CreateMode.PERSISTENT));
        SetWatchesRequest watches = move();

        breaks("are due", () -> answer(watches, created, ZkErrorCode.OK, nothing()));
    }

    @Test
    void sessionIsOverOnlyWhenTheLogSaysSo() {
        begin();
        breaks("which it is not", history::expired);
        commit(0, new Command.CloseSession(SESSION));
        keeps(history::expired);
    }

    @Test
    void sessionIsNotReplaced() {
        begin();
        keeps(() -> history.connected(SESSION));
        breaks("without a word", () -> history.connected(SESSION + 1));
    }

    @Test
    void lateWriteOfASessionThatHasMovedIsNoticed() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        commit(OTHER_LINK, new Command.MoveSession(SESSION, 4_000));
        CommandEntry late = new CommandEntry(1000, LINK, 99, new Command.Write(SESSION, List.of(), set("/a", "b")));

        ReplicatedState lax = new Server("quorum-2", new QuorumRules()).state;
        log.forEach(entry -> lax.apply(1, entry, change -> {}));
        lax.apply(1, late, change -> {});
        ClusterObserver observer = truth.runOf("quorum-2");
        breaks(
                "lost move",
                () -> observer.entryApplied(
                        NodeName.quorum(2), new AppliedCommand(late, WriteResult.done(null, null), lax)));
        keeps(() -> server.apply(late));
        keeps(() -> commit(OTHER_LINK, new Command.Write(SESSION, List.of(), set("/a", "c"))));
    }

    @Test
    void lateWriteOfASessionThatIsOverIsNoLostMove() {
        begin();
        commit(OTHER_LINK, new Command.MoveSession(SESSION, 4_000));
        commit(0, new Command.CloseSession(SESSION));

        keeps(() -> commit(create("/a", CreateMode.PERSISTENT)));
    }

    @Test
    void ephemeralThatOutlivesItsSessionIsNoticed() {
        Server forgetful = new Server("quorum-2", new QuorumRules() {
            @Override
            public List<String> endWith(long session, ZnodeTree tree) {
                return List.of();
            }
        });
        begin();
        commit(create("/e", CreateMode.EPHEMERAL));
        commit(create("/p", CreateMode.PERSISTENT));
        log.forEach(forgetful::apply);

        keeps(() -> commit(0, new Command.CloseSession(SESSION)));
        breaks("/e outlives its session", () -> forgetful.apply(log.get(log.size() - 1)));
    }

    @Test
    void writeThatAServerLeavesOutIsNoticed() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        long lost = commit(create("/b", CreateMode.PERSISTENT));
        truth.acknowledged(lost);
        Server other = new Server("quorum-2", new QuorumRules());
        log.subList(0, 2).forEach(other::apply);
        other.state.apply(1, log.get(2), change -> {});
        long last = commit(create("/c", CreateMode.PERSISTENT));

        breaks("acknowledged write is lost on quorum-2", () -> other.apply(log.get(log.size() - 1)));
        assertThatCode(() -> truth.checkWhole("quorum-1", server.state)).doesNotThrowAnyException();
        assertThatCode(() -> history.reply(last)).doesNotThrowAnyException();
    }

    @Test
    void multiThatIsHalfDoneIsNoticed() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        CommandEntry delete = new CommandEntry(
                1000, LINK, log.size() + 1, new Command.Write(SESSION, List.of(), new DeleteRequest("/b", -1)));
        Server other = new Server("quorum-2", new QuorumRules());
        log.forEach(other::apply);
        other.state.tree().begin(EPOCH + 3, 0).delete("/a");

        WriteResult refused = other.state.apply(1, delete, change -> {});
        keeps(() -> server.apply(delete));
        keeps(() -> other.observer.entryApplied(other.name, new AppliedCommand(delete, refused, other.state)));
        breaks("write is lost", () -> truth.checkWhole("quorum-2", other.state));
    }

    @Test
    void watchThatStaysHearsOfEveryChange() {
        begin();
        answer(new AddWatchRequest("/a", 0), EPOCH + 1, ZkErrorCode.OK, nothing());
        long created = commit(create("/a", CreateMode.PERSISTENT));
        long below = commit(create("/a/b", CreateMode.PERSISTENT));
        long changed = commit(set("/a", "b"));

        keeps(() -> history.event(event(WatchEventType.NODE_CREATED, "/a", created)));
        keeps(() -> history.event(event(WatchEventType.NODE_CHILDREN_CHANGED, "/a", below)));
        breaks("or never", () -> history.reply(changed));
    }

    @Test
    void recursiveWatchHearsOfWhatLiesBelow() {
        begin();
        long created = commit(create("/a", CreateMode.PERSISTENT));
        answer(new AddWatchRequest("/a", 1), created, ZkErrorCode.OK, nothing());
        long below = commit(create("/a/b", CreateMode.PERSISTENT));
        long beside = commit(create("/ab", CreateMode.PERSISTENT));

        keeps(() -> history.event(event(WatchEventType.NODE_CREATED, "/a/b", below)));
        breaks("nobody waits for", () -> history.event(event(WatchEventType.NODE_CREATED, "/ab", beside)));
    }

    @Test
    void nextServerKeepsWatchesThatStay() {
        begin();
        answer(new AddWatchRequest("/a", 1), EPOCH + 1, ZkErrorCode.OK, nothing());
        answer(move(), EPOCH + 1, ZkErrorCode.OK, nothing());
        long created = commit(create("/a", CreateMode.PERSISTENT));

        breaks("or never", () -> history.reply(created));
    }

    @Test
    void watchThatIsRemovedIsGone() {
        begin();
        watch("/a", EPOCH + 1);
        WatchTypeRequest ofChildren = new WatchTypeRequest(OpCode.CHECK_WATCHES, "/a", 1);
        WatchTypeRequest ofData = new WatchTypeRequest(OpCode.REMOVE_WATCHES, "/a", 2);

        breaks("but it is NO_WATCHER", () -> answer(ofChildren, EPOCH + 1, ZkErrorCode.OK, nothing()));
        keeps(() -> answer(ofData, EPOCH + 1, ZkErrorCode.OK, nothing()));
        breaks("but it is NO_WATCHER", () -> answer(ofData, EPOCH + 1, ZkErrorCode.OK, nothing()));
        long created = commit(create("/a", CreateMode.PERSISTENT));
        keeps(() -> history.reply(created));
    }

    @Test
    void ephemeralsAreThoseOfTheSession() {
        begin();
        commit(OTHER_LINK, new Command.CreateSession(SESSION + 1, 4_000));
        commit(OTHER_LINK, new Command.Write(SESSION + 1, List.of(), create("/b", CreateMode.EPHEMERAL)));
        long created = commit(create("/a", CreateMode.EPHEMERAL));
        PathRequest all = new PathRequest(OpCode.GET_EPHEMERALS, "/");

        keeps(() -> answer(all, created, ZkErrorCode.OK, strings("/a")));
        breaks("but it is", () -> answer(all, created, ZkErrorCode.OK, strings("/a", "/b")));
    }

    @Test
    void allChildrenAreCounted() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        commit(create("/a/b", CreateMode.PERSISTENT));
        long last = commit(create("/ab", CreateMode.PERSISTENT));
        PathRequest count = new PathRequest(OpCode.GET_ALL_CHILDREN_NUMBER, "/a");

        keeps(() -> answer(count, last, ZkErrorCode.OK, number(1)));
        breaks("but it is", () -> answer(count, last, ZkErrorCode.OK, number(2)));
    }

    @Test
    void eachPartOfAMultiReadIsOfTheSameMoment() {
        begin();
        long created = commit(create("/a", CreateMode.PERSISTENT));
        MultiRequest both = new MultiRequest(
                OpCode.MULTI_READ,
                List.of(
                        new PathWatchRequest(OpCode.GET_CHILDREN, "/a", false),
                        new PathWatchRequest(OpCode.GET_CHILDREN, "/b", false)));

        breaks("but it is", () -> answer(both, created - 1, ZkErrorCode.OK, childrenThenNoNode()));
        keeps(() -> answer(both, created, ZkErrorCode.OK, childrenThenNoNode()));
    }

    private static ByteBuffer childrenThenNoNode() {
        JuteWriter out = new JuteWriter();
        new MultiHeader(OpCode.GET_CHILDREN.code(), false, 0).write(out);
        out.writeStrings(List.of());
        int error = ZkErrorCode.NO_NODE.code();
        new MultiHeader(OpCode.ERROR.code(), false, error).write(out);
        out.writeInt(error);
        MultiHeader.END.write(out);
        return out.toBuffer();
    }

    private static ByteBuffer strings(String... values) {
        return new JuteWriter().writeStrings(List.of(values)).toBuffer();
    }

    private static ByteBuffer number(int value) {
        return new JuteWriter().writeInt(value).toBuffer();
    }

    @Test
    void aclAndItsVersionAreOfTheMoment() {
        begin();
        commit(create("/a", CreateMode.PERSISTENT));
        List<Acl> readable = List.of(new Acl(17, "world", "anyone"));
        long changed = commit(new SetAclRequest("/a", readable, 0));
        PathRequest read = new PathRequest(OpCode.GET_ACL, "/a");
        JuteWriter now = new JuteWriter();
        Acl.writeAll(readable, now);
        ByteBuffer body = now.writeRaw(stat("/a", changed)).toBuffer();

        breaks("but it is", () -> answer(read, changed - 1, ZkErrorCode.OK, body.duplicate()));
        keeps(() -> answer(read, changed, ZkErrorCode.OK, body.duplicate()));
        keeps(() -> commit(set("/a", "forbidden")));
    }

    @Test
    void ttlNodeThatGoesBeforeItsTimeIsNoticed() {
        begin();
        int flags = CreateMode.PERSISTENT_WITH_TTL.flags();
        commit(new CreateRequest(OpCode.CREATE_TTL, "/ttl", bytes("a"), Acl.OPEN, flags, 500));
        Command deletion = new Command.Write(0, List.of(), new DeleteContainerRequest("/ttl"));

        breaks("before its time", () -> server.apply(new CommandEntry(1_500, CommandEntry.LEADERS_OWN, 0, deletion)));
    }

    @Test
    void ttlNodeGoesAfterItsTime() {
        begin();
        int flags = CreateMode.PERSISTENT_WITH_TTL.flags();
        commit(new CreateRequest(OpCode.CREATE_TTL, "/ttl", bytes("a"), Acl.OPEN, flags, 500));
        Command deletion = new Command.Write(0, List.of(), new DeleteContainerRequest("/ttl"));

        assertThat(truth.due(1_500)).isEmpty();
        assertThat(truth.due(1_501)).containsExactly("/ttl");
        keeps(() -> server.apply(new CommandEntry(1_501, CommandEntry.LEADERS_OWN, 0, deletion)));
        assertThat(truth.due(1_501)).isEmpty();
    }

    @Test
    void containerGoesOnceItHasLostItsLastChild() {
        begin();
        int flags = CreateMode.CONTAINER.flags();
        commit(new CreateRequest(OpCode.CREATE_CONTAINER, "/c", bytes("a"), Acl.OPEN, flags, -1));
        assertThat(truth.due(9_000)).isEmpty();
        commit(create("/c/child", CreateMode.PERSISTENT));
        assertThat(truth.due(9_000)).isEmpty();
        commit(new DeleteRequest("/c/child", -1));

        assertThat(truth.due(9_000)).containsExactly("/c");
    }

    @Test
    void sessionBeginsOnce() {
        begin();
        breaks("begins twice", () -> commit(LINK, new Command.CreateSession(SESSION, 4_000)));
    }
}
