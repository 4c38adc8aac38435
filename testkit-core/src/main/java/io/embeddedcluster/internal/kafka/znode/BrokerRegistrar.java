package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers one broker: the ephemeral {@code /brokers/ids/N}, again after each new session.
 *
 * <p>On the first connection to an empty ensemble it lays the znodes that Kafka expects, all in one write. A registration
 * found in its way is deleted where an earlier session of this very run made it, as Kafka does; one of an earlier run of
 * the same broker is waited out until its session expires, since nothing tells a crashed predecessor from another
 * broker that was given the same node id by mistake.
 *
 * <p>An orderly stop goes like this: {@link #beginControlledShutdown} marks the registration; the controller sees the mark
 * as it sees any change of a broker, hands over what this broker leads and takes it out of every ISR that has another
 * member; the broker sees in its own image that it is free to go; closing the session takes registration and mark away.
 * No request between brokers and no znode of ours is needed for it.
 *
 * <p>Threading: the broker's event loop.
 */
public final class BrokerRegistrar implements ZnodeStore.Listener, MetadataListener {

    private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

    private final Host host;
    private final ZnodeStore tree;
    private final String proposedClusterId;
    private final Set<Long> ownSessions = new LinkedHashSet<>();
    private final List<Runnable> whenRegistered = new ArrayList<>();

    private BrokerRegistration registration;
    private boolean isRegistered;
    private Timers.@Nullable Timer retry;
    private Timers.@Nullable Timer shutdownLimit;
    private @Nullable Runnable whenFreeToGo;

    /**
     * Registers that broker as soon as the tree is connected.
     *
     * @param proposedClusterId the cluster's id where this broker is the first one ever
     */
    public BrokerRegistrar(
            Host host,
            ZnodeStore tree,
            MetadataWatcher watcher,
            BrokerRegistration registration,
            String proposedClusterId) {
        this.host = host;
        this.tree = tree;
        this.registration = registration;
        this.proposedClusterId = proposedClusterId;
        tree.listen(this);
        watcher.listen(this);
    }

    /** Runs the task after each registration. */
    public void whenRegistered(Runnable task) {
        whenRegistered.add(task);
    }

    /** {@return whether this broker is registered with its present session} */
    public boolean isRegistered() {
        return isRegistered;
    }

    /**
     * Asks the controller to take every leadership away and, where others remain, to take this broker out of the ISRs.
     *
     * @param limit how long to wait for it at most, in cluster time
     * @param whenDone run once, when that is done or the limit has passed; the session can then be closed
     */
    public void beginControlledShutdown(Duration limit, Runnable whenDone) {
        if (whenFreeToGo != null) {
            throw new IllegalStateException("broker " + registration.nodeId() + " is shutting down already");
        }
        whenFreeToGo = whenDone;
        registration = registration.shuttingDown();
        shutdownLimit = host.timers().schedule(limit, this::leave);
        if (isRegistered) {
            mark();
        }
    }

    @Override
    public void connected(boolean isNewSession) {
        ownSessions.add(tree.sessionId());
        if (isNewSession) {
            isRegistered = false;
        }
        if (isRegistered) {
            mark();
            return;
        }
        lay();
        register();
    }

    @Override
    public void expired() {
        isRegistered = false;
        cancelRetry();
    }

    @Override
    public void imageChanged(MetadataImage before, MetadataImage after) {
        if (whenFreeToGo != null && isFreeToGo(after)) {
            leave();
        }
    }

    private boolean isFreeToGo(MetadataImage image) {
        int nodeId = registration.nodeId();
        return image.broker(nodeId).map(BrokerRegistration::isShuttingDown).orElse(false)
                && image.topics().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .noneMatch(partition -> partition.isr().contains(nodeId)
                                && partition.isr().stream().anyMatch(image::isEligibleForIsr));
    }

    private void leave() {
        Runnable task = whenFreeToGo;
        if (task == null) {
            return;
        }
        whenFreeToGo = null;
        if (shutdownLimit != null) {
            shutdownLimit.cancel();
        }
        task.run();
    }

    /** Lays everything in one write; where something exists already, only what is missing. */
    private void lay() {
        List<ZnodeChange> all = new ArrayList<>();
        ZnodePaths.PERSISTENT.forEach(path -> all.add(ZnodeChange.create(path, "")));
        all.add(ZnodeChange.create(ZnodePaths.CLUSTER_ID, ZnodeJson.clusterId(proposedClusterId)));
        all.add(ZnodeChange.create(ZnodePaths.FEATURE, ZnodeJson.feature()));
        tree.write(all, written -> {
            if (written.outcome() == ZnodeOutcome.NODE_EXISTS) {
                all.forEach(change -> tree.get(change.path(), read -> {
                    if (read.outcome() == ZnodeOutcome.NO_NODE) {
                        tree.write(List.of(change), unused -> {});
                    }
                }));
            }
        });
    }

    private void register() {
        String path = ZnodePaths.broker(registration.nodeId());
        tree.write(List.of(ZnodeChange.createEphemeral(path, json())), written -> {
            switch (written.outcome()) {
                case OK -> registered();
                case NODE_EXISTS -> tree.get(path, this::found);
                case UNKNOWN -> {} // tried again when connected
                default -> registerLater();
            }
        });
    }

    private void found(ZnodeStore.Read<StoredZnode> read) {
        String path = ZnodePaths.broker(registration.nodeId());
        if (read.outcome() == ZnodeOutcome.NO_NODE) {
            register();
        } else if (read.isOk()) {
            long owner = read.value().ephemeralOwner();
            if (owner == tree.sessionId()) {
                registered();
            } else if (ownSessions.contains(owner)) {
                tree.write(List.of(ZnodeChange.delete(path, ZnodeChange.ANY_VERSION)), unused -> {});
                register();
            } else {
                registerLater();
            }
        }
    }

    private void registerLater() {
        cancelRetry();
        retry = host.timers().schedule(RETRY_PAUSE, () -> {
            if (!isRegistered && tree.isConnected()) {
                register();
            }
        });
    }

    private void registered() {
        isRegistered = true;
        cancelRetry();
        host.journal().record("broker-registered", "node=" + registration.nodeId() + " session=" + tree.sessionId());
        if (whenFreeToGo != null) {
            mark();
        }
        whenRegistered.forEach(Runnable::run);
    }

    private void mark() {
        if (registration.isShuttingDown()) {
            tree.write(
                    List.of(ZnodeChange.put(ZnodePaths.broker(registration.nodeId()), json(), ZnodeChange.ANY_VERSION)),
                    unused -> {});
        }
    }

    private String json() {
        return ZnodeJson.broker(registration, host.clock().wallMillis());
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
    }
}
