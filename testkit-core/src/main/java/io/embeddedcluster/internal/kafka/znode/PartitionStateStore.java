package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a leader writes the ISR of a partition it leads.
 *
 * <p>Each write is conditional on the version of the state that the leader knows, and every change of the leader by the
 * controller raises that version: a leader that was replaced can therefore not write. A topic
 * that was deleted and created again begins with the same versions, so each write is also conditional on every deletion
 * being known to the leader. Where the connection is lost before
 * the answer, the state is read again once there is one, and compared, as Kafka does.
 *
 * <p>Threading: the broker's event loop.
 */
public final class PartitionStateStore implements ZnodeStore.Listener {

    private final ZnodeStore tree;
    private final Supplier<MetadataImage> image;
    private final BrokerRules rules;
    private final List<Attempt> unanswered = new ArrayList<>();

    /**
     * Writes to that tree, which is not started yet.
     *
     * @param image what the leaders of this broker know
     */
    public PartitionStateStore(ZnodeStore tree, Supplier<MetadataImage> image, BrokerRules rules) {
        this.tree = tree;
        this.image = image;
        this.rules = rules;
        tree.listen(this);
    }

    /**
     * Replaces the ISR of a partition.
     *
     * @param known the partition as the leader knows it, with leader, epochs and version; nothing else is written but its
     *     ISR
     * @param newIsr node ids, the leader among them
     * @param callback told once what became of it; while there is no connection, later
     */
    public void alterIsr(
            TopicPartition partition, PartitionImage known, List<Integer> newIsr, Consumer<IsrChange> callback) {
        if (!known.hasLeader() || !newIsr.contains(known.leader())) {
            throw new IllegalArgumentException(
                    "isr=" + newIsr + " of " + partition + " lacks the leader " + known.leader());
        }
        write(new Attempt(
                partition,
                known,
                known.withIsr(newIsr),
                image.get().topicDeletions().version(),
                callback));
    }

    @Override
    public void connected(boolean isNewSession) {
        List<Attempt> attempts = new ArrayList<>(unanswered);
        unanswered.clear();
        attempts.forEach(this::compare);
    }

    private void write(Attempt attempt) {
        ZnodeChange knowsDeletions = ZnodeChange.check(ZnodePaths.DELETE_TOPICS, attempt.topicDeletions());
        ZnodeChange put = ZnodeChange.put(
                attempt.path(),
                attempt.json(),
                rules.stateVersion(attempt.known().zkVersion()));
        tree.write(List.of(knowsDeletions, put), written -> {
            if (written.failedIndex() == 0) {
                attempt.callback().accept(new IsrChange.Outdated());
                return;
            }
            switch (written.outcome()) {
                case OK ->
                    attempt.callback()
                            .accept(new IsrChange.Accepted(
                                    attempt.wanted().written(attempt.known().zkVersion() + 1, written.zxid())));
                case UNKNOWN -> later(attempt);
                default -> compare(attempt);
            }
        });
    }

    /** Finds out what the state is now: as wanted, as it was, or changed by the controller. */
    private void compare(Attempt attempt) {
        tree.get(attempt.path(), read -> {
            if (read.outcome() == ZnodeOutcome.UNKNOWN) {
                later(attempt);
            } else if (!read.isOk()) {
                attempt.callback().accept(new IsrChange.Refused(null));
            } else {
                decide(attempt, read.value());
            }
        });
    }

    private void later(Attempt attempt) {
        if (tree.isConnected()) {
            compare(attempt);
        } else {
            unanswered.add(attempt);
        }
    }

    private void decide(Attempt attempt, StoredZnode znode) {
        PartitionImage known = attempt.known();
        PartitionImage actual = ZnodeJson.state(known.partition(), known.replicas(), znode);
        boolean isWritten = actual.leader() == known.leader()
                && actual.leaderEpoch() == known.leaderEpoch()
                && actual.isr().equals(attempt.wanted().isr())
                && actual.zkVersion() > known.zkVersion();
        if (isWritten) {
            attempt.callback().accept(new IsrChange.Accepted(actual));
        } else if (actual.zkVersion() == known.zkVersion() && actual.equals(withZxidOf(actual, known))) {
            write(attempt);
        } else {
            attempt.callback().accept(new IsrChange.Refused(actual));
        }
    }

    private static PartitionImage withZxidOf(PartitionImage actual, PartitionImage known) {
        return known.written(known.zkVersion(), actual.stateZxid());
    }

    /** What became of a change of an ISR. */
    public sealed interface IsrChange {

        /** Returns what the function of this case makes of it. */
        <T> T fold(Function<Accepted, T> ifAccepted, Function<Refused, T> ifRefused, Function<Outdated, T> ifOutdated);

        /**
         * The ISR is changed.
         *
         * @param partition as it is now, with its new version, for the next change
         */
        record Accepted(PartitionImage partition) implements IsrChange {

            @Override
            public <T> T fold(
                    Function<Accepted, T> ifAccepted,
                    Function<Refused, T> ifRefused,
                    Function<Outdated, T> ifOutdated) {
                return ifAccepted.apply(this);
            }
        }

        /**
         * The ISR is not changed: the state is another one than the leader knew.
         *
         * @param actualOrNull the state as it is; null where there is none, the topic being deleted
         */
        record Refused(@Nullable PartitionImage actualOrNull) implements IsrChange {

            @Override
            public <T> T fold(
                    Function<Accepted, T> ifAccepted,
                    Function<Refused, T> ifRefused,
                    Function<Outdated, T> ifOutdated) {
                return ifRefused.apply(this);
            }
        }

        /** The ISR is not changed: a topic was deleted meanwhile, maybe this one, and the leader did not know it yet. */
        record Outdated() implements IsrChange {

            @Override
            public <T> T fold(
                    Function<Accepted, T> ifAccepted,
                    Function<Refused, T> ifRefused,
                    Function<Outdated, T> ifOutdated) {
                return ifOutdated.apply(this);
            }
        }
    }

    private record Attempt(
            TopicPartition partition,
            PartitionImage known,
            PartitionImage wanted,
            int topicDeletions,
            Consumer<IsrChange> callback) {

        Attempt {
            Objects.requireNonNull(callback);
        }

        String path() {
            return ZnodePaths.state(partition);
        }

        String json() {
            return ZnodeJson.state(wanted, known.controllerEpoch());
        }
    }
}
