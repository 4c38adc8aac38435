package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.BrokerRegistrar;
import io.embeddedcluster.internal.kafka.znode.MetadataListener;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import io.embeddedcluster.internal.observer.NodeObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one broker is to the controller's election: a {@link ControllerState}, and what moves it from one to the next.
 *
 * <pre>
 *   Candidate --(image shows no controller)--&gt; Electing --(won)--&gt; Elected --(image caught up)--&gt; Active
 *       ^                                         |                  |                            |
 *       +--(lost, or no answer)-------------------+                  |                            |
 *       +--(resigned: session over, another broker is the controller, a write fenced)-------------+
 *
 *   any --(the broker is about to stop)--&gt; Retired
 * </pre>
 *
 * <p>How an election is decided is the subject of {@link ControllerElection}, what the controller does that of {@link
 * ActiveController}.
 *
 * <p>Threading: the broker's event loop.
 */
public final class Controller implements ZnodeStore.Listener, MetadataListener {

    private final Host host;
    private final ZnodeStore tree;
    private final MetadataWatcher watcher;
    private final BrokerRegistrar registrar;
    private final BrokerConfig config;
    private final BrokerRules rules;
    private final int nodeId;
    private final NodeObserver observer;
    private final ControllerElection election;
    private final TopicAdmin topicAdmin;

    private ControllerState state = new ControllerState.Candidate();

    /**
     * Stands for election as soon as the broker is registered and the tree is read.
     *
     * @param observer told of leaders from outside the ISR
     */
    public Controller(
            Host host,
            ZnodeStore tree,
            MetadataWatcher watcher,
            BrokerRegistrar registrar,
            BrokerConfig config,
            BrokerRules rules,
            int nodeId,
            NodeObserver observer) {
        this.host = host;
        this.tree = tree;
        this.watcher = watcher;
        this.registrar = registrar;
        this.config = config;
        this.rules = rules;
        this.nodeId = nodeId;
        this.observer = observer;
        this.election = new ControllerElection(tree, host.clock(), nodeId);
        this.topicAdmin = new TopicAdmin(host, watcher, this, config, rules);
        tree.listen(this);
        watcher.listen(this);
        registrar.whenRegistered(this::act);
    }

    /** {@return whether this broker is the controller, as far as it knows, and ready to work} */
    public boolean isActive() {
        return state.isActive();
    }

    /** {@return the controller epoch of this broker, -1 while it is not the controller} */
    public int epoch() {
        return state.term().map(ControllerTerm::epoch).orElse(-1);
    }

    /** {@return creation and deletion of topics, which answers NOT_CONTROLLER while this broker is not the controller} */
    public TopicAdmin topicAdmin() {
        return topicAdmin;
    }

    /**
     * Resigns, if this broker is the controller, and does not stand for election again: for an orderly stop, after the
     * broker's leaderships were handed over.
     *
     * @param whenDone run once, when {@code /controller} is free or in other hands, or the connection is lost
     */
    public void retire(Runnable whenDone) {
        Optional<ControllerTerm> left = state.term();
        resign("retired");
        state = new ControllerState.Retired();
        if (left.isEmpty()) {
            host.execute(whenDone);
            return;
        }
        tree.write(
                left.get().fenced(List.of(ZnodeChange.delete(ZnodePaths.CONTROLLER, ZnodeChange.ANY_VERSION)), rules),
                unused -> whenDone.run());
    }

    @Override
    public void connected(boolean isNewSession) {
        if (isNewSession) {
            resign("new session");
        }
        state = state.reconnected();
        lookAgain();
    }

    @Override
    public void expired() {
        resign("session expired");
    }

    @Override
    public void imageChanged(MetadataImage before, MetadataImage after) {
        act();
        topicAdmin.imageChanged(after);
    }

    /**
     * Does changes that only the controller may do.
     *
     * @param callback told the end; a {@link ZnodeStore.Written#failedIndex} counts from the first of these changes, and is
     *     -1 where the write was fenced, upon which this broker has resigned by then
     * @throws IllegalStateException if this broker is not the controller
     */
    void write(List<ZnodeChange> changes, Consumer<ZnodeStore.Written> callback) {
        ControllerTerm writer = state.term()
                .orElseThrow(() -> new IllegalStateException("broker " + nodeId + " is not the controller"));
        tree.write(writer.fenced(changes, rules), written -> {
            boolean isFenced = written.failedIndex() == 0;
            if (isFenced && state.term().filter(writer::equals).isPresent()) {
                resign("fenced");
            }
            int index = written.failedIndex() <= 0 ? -1 : written.failedIndex() - 1;
            callback.accept(new ZnodeStore.Written(written.outcome(), index, written.zxid()));
        });
    }

    /** Does what the image asks for once it is up to date. */
    void lookAgain() {
        watcher.whenCaughtUp(this::act);
    }

    /** Does what the newest image asks for. */
    void act() {
        if (watcher.isLoaded()) {
            state.act(this, watcher.image());
        }
    }

    // -------------------------------------------------------------------------------------- what the states ask for

    /** Another broker is the controller, or none is: resigns, and does what is to be done next. */
    void giveWay(MetadataImage image) {
        resign("controller is " + image.controllerId());
        act();
    }

    /** There is no controller, or a former attempt of this broker has won and its answer was lost. */
    void elect(MetadataImage image) {
        if (!image.hasController()) {
            if (registrar.isRegistered()) {
                attempt(election::stand);
            }
        } else if (image.controllerId() == nodeId) {
            attempt(election::findOut);
        }
    }

    boolean isThisBroker(int controllerId) {
        return controllerId == nodeId;
    }

    private void attempt(Consumer<Consumer<ElectionOutcome>> way) {
        ControllerState electing = new ControllerState.Electing();
        state = electing;
        way.accept(outcome -> {
            if (state == electing) {
                state = new ControllerState.Candidate();
                outcome.tell(this);
            }
        });
    }

    /** This broker is elected. It works when its image shows all that was written before. */
    void elected(ControllerTerm won) {
        ControllerState elected = new ControllerState.Elected(won);
        state = elected;
        host.journal().record("controller-elected", "node=" + nodeId + " controllerEpoch=" + won.epoch());
        watcher.whenCaughtUp(() -> {
            if (state == elected) {
                state = new ControllerState.Active(
                        new ActiveController(host, tree, watcher, config, rules, this, won, observer));
                act();
            }
        });
    }

    /** Nothing is to be done while the image shows it; where it has gone while this broker asked, nobody else will say so. */
    void awaitEndOfFormerSession() {
        if (!isThisBroker(watcher.image().controllerId())) {
            act();
        }
    }

    private void resign(String reason) {
        ControllerTerm left = state.term().orElse(null);
        if (left == null) {
            return;
        }
        state = state.resigned();
        host.journal()
                .record(
                        "controller-resigned",
                        "node=" + nodeId + " controllerEpoch=" + left.epoch() + " reason=" + reason);
        topicAdmin.controllerResigned();
    }
}
