package io.embeddedcluster.internal.kafka.znode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands out producer ids, each one once in the life of the cluster.
 *
 * <p>A broker takes a block of {@value ProducerIdBlock#SIZE} ids at a time by a conditional write of
 * {@code /latest_producer_id_block}. What is left of a block when the broker dies is never used.
 *
 * <p>Threading: the broker's event loop.
 */
public final class ProducerIdAllocator {

    private static final int ATTEMPTS = 10;

    private final ZnodeStore tree;
    private final int nodeId;
    private final Queue<Consumer<OptionalLong>> waiting = new ArrayDeque<>();
    private @Nullable ProducerIdBlock block;
    private long next;
    private boolean isFetching;

    /** Takes blocks from that tree for that broker. */
    public ProducerIdAllocator(ZnodeStore tree, int nodeId) {
        this.tree = tree;
        this.nodeId = nodeId;
    }

    /**
     * Hands out the next id.
     *
     * @param callback given the id, at once or later; empty where no block could be had because there is no connection
     *     or the znode is malformed, which a broker answers with COORDINATOR_LOAD_IN_PROGRESS, so that the producer tries again
     */
    public void nextProducerId(Consumer<OptionalLong> callback) {
        waiting.add(callback);
        serve();
    }

    private void serve() {
        while (!waiting.isEmpty() && block != null && next <= block.last()) {
            waiting.remove().accept(OptionalLong.of(next++));
        }
        if (!waiting.isEmpty() && !isFetching) {
            isFetching = true;
            fetch(ATTEMPTS);
        }
    }

    private void fetch(int attemptsLeft) {
        tree.get(ZnodePaths.PRODUCER_ID_BLOCK, read -> {
            if (!read.isOk() || attemptsLeft == 0) {
                fail();
                return;
            }
            StoredZnode znode = read.value();
            ProducerIdBlock mine;
            try {
                mine = Optional.of(znode.text())
                        .filter(text -> !text.isEmpty())
                        .map(unused -> ZnodeJson.producerIdBlock(znode).next(nodeId))
                        .orElseGet(() -> ProducerIdBlock.first(nodeId));
            } catch (ZnodeFormatException e) {
                fail(); // somebody else has written it, and may put it right
                return;
            }
            take(mine, znode.version(), attemptsLeft);
        });
    }

    private void take(ProducerIdBlock mine, int version, int attemptsLeft) {
        ZnodeChange put = ZnodeChange.put(ZnodePaths.PRODUCER_ID_BLOCK, ZnodeJson.producerIdBlock(mine), version);
        tree.write(List.of(put), written -> {
            switch (written.outcome()) {
                case OK -> {
                    isFetching = false;
                    block = mine;
                    next = mine.first();
                    serve();
                }
                case BAD_VERSION -> fetch(attemptsLeft - 1);
                default -> fail();
            }
        });
    }

    private void fail() {
        isFetching = false;
        List<Consumer<OptionalLong>> failed = new ArrayList<>(waiting);
        waiting.clear();
        failed.forEach(callback -> callback.accept(OptionalLong.empty()));
    }
}
