package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.CONTAINER;
import static io.embeddedcluster.parity.wire.Requests.SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;

import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.handler.ReadContext;
import io.embeddedcluster.internal.zookeeper.handler.ReadResult;
import io.embeddedcluster.internal.zookeeper.handler.WriteContext;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watcher;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The numbers of sequential children about the largest int, which nobody gets to by creating children: the real server
 * begins with a snapshot that says so, and our tree with one of its own.
 */
@Tag("parity")
class SequentialOverflowParityTest {

    private static final List<ZkRequest> REQUESTS = requests();

    private static List<ZkRequest> requests() {
        ZkRequest sequential = node("/seq/s-", "", SEQUENTIAL);
        List<ZkRequest> requests = new ArrayList<>(List.of(exists("/seq")));
        for (int i = 0; i < 4; i++) {
            requests.add(sequential);
            requests.add(exists("/seq"));
        }
        requests.addAll(List.of(
                node("/seq/plain"),
                exists("/seq"),
                multi(sequential, set("/seq", "m"), sequential),
                exists("/seq"),
                multi(node("/seq/m-", "", SEQUENTIAL), set("/seq", "m"), node("/seq/m-", "", SEQUENTIAL)),
                exists("/seq"),
                multi(node("/seq/f-", "", SEQUENTIAL), node("/seq/f-", "", SEQUENTIAL), delete("/none")),
                exists("/seq"),
                multi(node("/seq/n-", "", SEQUENTIAL), node("/seq/n-", "", SEQUENTIAL), delete("/seq/plain")),
                exists("/seq"),
                node(OpCode.CREATE_CONTAINER, "/seq/box", "", CONTAINER),
                delete("/seq/box"),
                exists("/seq"),
                node("/seq/", "", SEQUENTIAL),
                children2("/seq"),
                node("/seq/s-2147483647/x-", "", SEQUENTIAL),
                children2("/seq/s-2147483647")));
        return requests;
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE - 2, Integer.MAX_VALUE, Integer.MIN_VALUE, -2, 1_000_000_000})
    void numbersGoOnAsThoseOfTheRealServer(int childCreations) throws Exception {
        List<RecordedExchange> expected;
        try (RealServer real = new RealServer(Map.of(), childCreations);
                Script script = new Script(real, Script.HERE)) {
            WireClient a = script.client("a");
            for (ZkRequest request : REQUESTS) {
                a.ask(request);
            }
            // The first is the connect request.
            expected = script.exchanges().subList(1, 1 + REQUESTS.size());
        }
        OurTree tree = new OurTree(childCreations);
        List<ComparedExchange> compared = new ArrayList<>();
        for (RecordedExchange real : expected) {
            RecordedExchange.Answer ours = tree.answer(REQUESTS.get(compared.size()));
            compared.add(new ComparedExchange(
                    "after " + childCreations + " children",
                    compared.size() + 1,
                    new RecordedExchange(real.label(), real.operations(), List.of(ours)),
                    real));
        }
        new Comparison(new AcceptedDifferences(Map.of())).isTheSame(compared);
    }

    /** Our handlers on a tree in which {@code /seq} has had so many children. */
    private static final class OurTree {

        private static final long BASE = 10;

        private final Handlers handlers = new Handlers(QuorumConfig.DEFAULTS.operationRules());
        private final Normaliser normaliser = new Normaliser();
        private final ZnodeTree tree;
        private int xid;
        // As after the beginning of the client's session.
        private long zxid = BASE + 1;

        private OurTree(int childCreations) {
            normaliser.base(BASE);
            JuteWriter out = new JuteWriter();
            out.writeBuffer(new byte[0]);
            out.writeInt(2);
            write(out, "/", 0, 1);
            write(out, "/seq", 1, childCreations);
            tree = ZnodeTree.read(new JuteReader(out.toBuffer()));
        }

        private static void write(JuteWriter out, String path, long zxid, int childCreations) {
            long now = System.currentTimeMillis();
            out.writeString(path).writeLong(zxid).writeLong(now).writeLong(0).writeBuffer(new byte[0]);
            Acl.writeAll(Acl.OPEN, out);
            out.writeLong(zxid)
                    .writeLong(now)
                    .writeLong(zxid)
                    .writeInt(0)
                    .writeInt(0)
                    .writeInt(childCreations);
        }

        private RecordedExchange.Answer answer(ZkRequest request) {
            JuteWriter out = new JuteWriter();
            if (handlers.isRead(request.op())) {
                read(request, out);
            } else {
                write(request, out);
            }
            ByteBuffer frame = out.toFrame();
            return normaliser.reply(request.op(), frame.position(Integer.BYTES).slice());
        }

        private void read(ZkRequest request, JuteWriter out) {
            ReadResult result = handlers.read(
                    new ReadContext(handlers.rules(), tree, new Watches(), new Nobody(), 1, List.of()), request);
            new ReplyHeader(++xid, zxid, result.error().code()).write(out);
            result.body().accept(out);
        }

        private void write(ZkRequest request, JuteWriter out) {
            TreeTransaction transaction = tree.begin(++zxid, System.currentTimeMillis());
            WriteResult result = handlers.write(
                    new WriteContext(handlers.rules(), remark -> {}, transaction, 1, List.of()), request);
            if (result.error().isOk()) {
                transaction.commit(change -> {});
            } else {
                transaction.rollback();
            }
            new ReplyHeader(++xid, zxid, result.headerError().code()).write(out);
            if (result.headerError().isOk()) {
                result.writeBody(out);
            }
        }
    }

    private static final class Nobody implements Watcher {

        @Override
        public void process(WatchEvent event, List<Acl> acl) {}

        @Override
        public long session() {
            return 1;
        }
    }
}
