package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.kafka.znode.StoredZnode;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodeOutcome;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a broker becomes the controller: it creates the ephemeral {@code /controller} and raises {@code /controller_epoch} in
 * one write. The version that this makes fences the writes of all controllers before.
 */
final class ControllerElection {

    private final ZnodeStore tree;
    private final Clock clock;
    private final int nodeId;

    ControllerElection(ZnodeStore tree, Clock clock, int nodeId) {
        this.tree = tree;
        this.clock = clock;
        this.nodeId = nodeId;
    }

    /** Tries to become the controller where there is none. */
    void stand(Consumer<ElectionOutcome> callback) {
        tree.get(ZnodePaths.CONTROLLER_EPOCH, read -> {
            switch (read.outcome()) {
                case OK -> {
                    int epoch = ZnodeJson.controllerEpoch(read.value()) + 1;
                    int version = read.value().version();
                    String text = Integer.toString(epoch);
                    stand(
                            ZnodeChange.put(ZnodePaths.CONTROLLER_EPOCH, text, version),
                            new ControllerTerm(epoch, version + 1),
                            callback);
                }
                case NO_NODE ->
                    stand(ZnodeChange.create(ZnodePaths.CONTROLLER_EPOCH, "1"), new ControllerTerm(1, 0), callback);
                default -> callback.accept(new ElectionOutcome.Undecided());
            }
        });
    }

    private void stand(ZnodeChange raiseEpoch, ControllerTerm term, Consumer<ElectionOutcome> callback) {
        String text = ZnodeJson.controller(nodeId, clock.wallMillis());
        tree.write(List.of(ZnodeChange.createEphemeral(ZnodePaths.CONTROLLER, text), raiseEpoch), written -> {
            if (written.isOk()) {
                callback.accept(new ElectionOutcome.Won(term));
            } else {
                callback.accept(
                        written.outcome() == ZnodeOutcome.UNKNOWN
                                ? new ElectionOutcome.Undecided()
                                : new ElectionOutcome.Lost());
            }
        });
    }

    /** After a lost answer: {@code /controller} names this broker, and the question is whether by this session. */
    void findOut(Consumer<ElectionOutcome> callback) {
        tree.get(
                ZnodePaths.CONTROLLER,
                controller ->
                        tree.get(ZnodePaths.CONTROLLER_EPOCH, epoch -> callback.accept(outcome(controller, epoch))));
    }

    private ElectionOutcome outcome(ZnodeStore.Read<StoredZnode> controller, ZnodeStore.Read<StoredZnode> epoch) {
        if (controller.outcome() == ZnodeOutcome.UNKNOWN || epoch.outcome() == ZnodeOutcome.UNKNOWN) {
            return new ElectionOutcome.Undecided();
        }
        boolean isOurs = controller.isOk() && epoch.isOk() && controller.value().ephemeralOwner() == tree.sessionId();
        return isOurs ? new ElectionOutcome.Won(term(epoch.value())) : new ElectionOutcome.OfFormerSession();
    }

    private static ControllerTerm term(StoredZnode epoch) {
        return new ControllerTerm(ZnodeJson.controllerEpoch(epoch), epoch.version());
    }
}
